using System.Numerics;
using System.Runtime.CompilerServices;
using ILComicGAN.PtxMachine.Execution;
using ILComicGAN.PtxMachine.Programs;
using ILComicGAN.PtxMachine.Syntax;

namespace ILComicGAN.PtxMachine.Translation;

/// <summary>Atomics: lane after lane in a warp, by the host's compare-and-swap against other warps.</summary>
internal static unsafe class AtomicFunctions
{
    public static void Run(byte* frame, uint mask, MemoryAccess access, long* addresses)
    {
        for (uint left = mask; left != 0; left &= left - 1)
        {
            int lane = BitOperations.TrailingZeroCount(left);
            long a = access.Values[0].Read(frame, lane);
            long b = access.Values.Length > 1 ? access.Values[1].Read(frame, lane) : 0;
            long old = access.Size == 8 ? Wide(access, (long*)addresses[lane], a, b) : Narrow(access, (int*)addresses[lane], (int)a, (int)b);
            access.Result.Write(frame, lane, old);
        }
    }

    private static long Narrow(MemoryAccess access, int* target, int a, int b)
    {
        while (true)
        {
            int old = Volatile.Read(ref *target);
            int fresh = (int)Combine(access.Instruction.Mode, access.Instruction.Type, old, a, b);
            if (Interlocked.CompareExchange(ref *target, fresh, old) == old)
            {
                return (uint)old;
            }
        }
    }

    private static long Wide(MemoryAccess access, long* target, long a, long b)
    {
        while (true)
        {
            long old = Volatile.Read(ref *target);
            long fresh = Combine(access.Instruction.Mode, access.Instruction.Type, old, a, b);
            if (Interlocked.CompareExchange(ref *target, fresh, old) == old)
            {
                return old;
            }
        }
    }

    private static long Combine(string operation, PtxType type, long old, long a, long b) => (operation, type) switch
    {
        ("add", PtxType.F32) => BitConverter.SingleToInt32Bits(Single(old) + Single(a)),
        ("add", PtxType.F64) => BitConverter.DoubleToInt64Bits(BitConverter.Int64BitsToDouble(old) + BitConverter.Int64BitsToDouble(a)),
        ("add", _) => old + a,
        ("exch", _) => a,
        ("and", _) => old & a,
        ("or", _) => old | a,
        ("xor", _) => old ^ a,
        ("cas", PtxType.B64 or PtxType.U64) => old == a ? b : old,
        ("cas", _) => (int)old == (int)a ? b : old,
        ("min", PtxType.U32) => Math.Min((uint)old, (uint)a),
        ("max", PtxType.U32) => Math.Max((uint)old, (uint)a),
        ("min", PtxType.U64) => (long)Math.Min((ulong)old, (ulong)a),
        ("max", PtxType.U64) => (long)Math.Max((ulong)old, (ulong)a),
        ("min", _) => Math.Min(old, a),
        ("max", _) => Math.Max(old, a),
        ("inc", _) => (uint)old >= (uint)a ? 0 : (uint)old + 1,
        ("dec", _) => (uint)old == 0 || (uint)old > (uint)a ? (uint)a : (uint)old - 1,
        _ => throw new MachineFaultException($"atom.{operation} is not supported"),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Single(long bits) => BitConverter.Int32BitsToSingle((int)bits);
}
