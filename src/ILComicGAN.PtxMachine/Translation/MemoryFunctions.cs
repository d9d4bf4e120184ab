using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ILComicGAN.PtxMachine.Execution;
using ILComicGAN.PtxMachine.Memory;
using ILComicGAN.PtxMachine.Programs;
using ILComicGAN.PtxMachine.Syntax;

namespace ILComicGAN.PtxMachine.Translation;

/// <summary>Loads, stores and atomics of a warp.</summary>
internal static unsafe class MemoryFunctions
{
    public static void Load(byte* frame, uint mask, WarpContext context, int index)
    {
        long* addresses = stackalloc long[32];
        MemoryAccess access = context.Program.Accesses[index];
        Resolve(frame, mask, context, access, addresses);
        Load(frame, mask, access, addresses);
    }

    public static void Store(byte* frame, uint mask, WarpContext context, int index)
    {
        long* addresses = stackalloc long[32];
        MemoryAccess access = context.Program.Accesses[index];
        Resolve(frame, mask, context, access, addresses);
        Store(frame, mask, access, addresses);
    }

    public static void Atomic(byte* frame, uint mask, WarpContext context, int index)
    {
        long* addresses = stackalloc long[32];
        MemoryAccess access = context.Program.Accesses[index];
        Resolve(frame, mask, context, access, addresses);
        AtomicFunctions.Run(frame, mask, access, addresses);
    }

    // ---- The same under observation ------------------------------------------------------------------------------------

    public static void ObservedLoad(byte* frame, uint mask, WarpContext context, int index)
    {
        long* addresses = stackalloc long[32];
        MemoryAccess access = context.Program.Accesses[index];
        mask = context.Observer!.Observe(frame, mask, context, access, addresses, out uint refused);
        Load(frame, mask, access, addresses);
        // What must not be read is zero, so that the kernel goes on and shows what else is wrong.
        for (uint left = refused; left != 0; left &= left - 1)
        {
            int lane = System.Numerics.BitOperations.TrailingZeroCount(left);
            foreach (OperandPlace value in access.Values)
            {
                value.Write(frame, lane, 0);
            }
        }
    }

    public static void ObservedStore(byte* frame, uint mask, WarpContext context, int index)
    {
        long* addresses = stackalloc long[32];
        MemoryAccess access = context.Program.Accesses[index];
        mask = context.Observer!.Observe(frame, mask, context, access, addresses, out _);
        Store(frame, mask, access, addresses);
    }

    public static void ObservedAtomic(byte* frame, uint mask, WarpContext context, int index)
    {
        long* addresses = stackalloc long[32];
        MemoryAccess access = context.Program.Accesses[index];
        mask = context.Observer!.Observe(frame, mask, context, access, addresses, out _);
        AtomicFunctions.Run(frame, mask, access, addresses);
    }

    /// <summary>The host's addresses of an access of the active lanes, observed where the program is.</summary>
    /// <returns>The lanes that may.</returns>
    public static uint Allowed(byte* frame, uint mask, WarpContext context, MemoryAccess access, long* addresses)
    {
        if (context.Observer is { } observer)
        {
            return observer.Observe(frame, mask, context, access, addresses, out _);
        }

        Resolve(frame, mask, context, access, addresses);
        return mask;
    }

    /// <summary>The addresses as the kernel has them, before windows and lanes.</summary>
    public static void Raw(byte* frame, MemoryAccess access, long* addresses)
    {
        if (access.Address < 0)
        {
            for (int lane = 0; lane < 32; lane++)
            {
                addresses[lane] = access.Offset;
            }
        }
        else if (access.HasWideAddress)
        {
            long* source = (long*)(frame + access.Address);
            Vector512<long> offset = Vector512.Create(access.Offset);
            for (int lane = 0; lane < 32; lane += 8)
            {
                (Vector512.Load(source + lane) + offset).Store(addresses + lane);
            }
        }
        else
        {
            uint* source = (uint*)(frame + access.Address);
            for (int lane = 0; lane < 32; lane++)
            {
                addresses[lane] = source[lane] + access.Offset;
            }
        }
    }

    /// <summary>Where a space begins for a lane, and how long it is.</summary>
    public static (long Base, long Start, long Bytes) Place(WarpContext context, StateSpace space, int lane) => space switch
    {
        StateSpace.Shared => ((long)context.Shared, 0, context.SharedBytes),
        StateSpace.Local => ((long)context.Local + ((long)lane * context.LocalBytes), 0, context.LocalBytes),
        StateSpace.Parameter => ((long)context.Parameters, 0, context.ParameterBytes),
        _ => (0, context.GlobalStart, context.GlobalBytes),
    };

    /// <summary>The host's addresses of the active lanes.</summary>
    /// <exception cref="MachineFaultException">One lies outside of its space.</exception>
    private static void Resolve(byte* frame, uint mask, WarpContext context, MemoryAccess access, long* addresses)
    {
        Raw(frame, access, addresses);
        StateSpace space = access.Space;
        if (space is StateSpace.Generic or StateSpace.Local || mask != uint.MaxValue)
        {
            for (uint left = mask; left != 0; left &= left - 1)
            {
                int lane = System.Numerics.BitOperations.TrailingZeroCount(left);
                addresses[lane] = Resolve(context, access, addresses[lane], lane);
            }

            return;
        }

        (long toHost, long start, long bytes) = Place(context, space, 0);
        Vector512<ulong> last = Vector512.Create((ulong)(bytes - access.Bytes));
        Vector512<long> first = Vector512.Create(start);
        Vector512<long> added = Vector512.Create(toHost);
        Vector512<ulong> outside = bytes < access.Bytes ? Vector512<ulong>.AllBitsSet : Vector512<ulong>.Zero;
        for (int lane = 0; lane < 32; lane += 8)
        {
            Vector512<long> address = Vector512.Load(addresses + lane);
            outside |= Vector512.GreaterThan((address - first).AsUInt64(), last);
            (address + added).Store(addresses + lane);
        }

        if (outside != Vector512<ulong>.Zero)
        {
            Raw(frame, access, addresses);
            for (int lane = 0; lane < 32; lane++)
            {
                Resolve(context, access, addresses[lane], lane);
            }
        }
    }

    private static long Resolve(WarpContext context, MemoryAccess access, long address, int lane)
    {
        (StateSpace space, address) = SpaceOf(access.Space, address);
        (long toHost, long start, long bytes) = Place(context, space, lane);
        return bytes >= access.Bytes && (ulong)(address - start) <= (ulong)(bytes - access.Bytes)
            ? address + toHost
            : throw new MachineFaultException(
                $"{context.Program.Name}, {Where(access)}: {space.ToString().ToLowerInvariant()} address 0x{address:x} of lane {lane} of warp {context.Warp} in group {context.Group} is outside of memory; run it sanitized to see more");
    }

    public static string Where(MemoryAccess access) => access.Instruction.Statement.Source is { } source
        ? $"{source} (PTX line {access.Instruction.Statement.Line}, {access.Instruction.Statement.Text})"
        : $"PTX line {access.Instruction.Statement.Line} ({access.Instruction.Statement.Text})";

    /// <summary>Which window a generic address is in.</summary>
    public static (StateSpace Space, long Address) SpaceOf(StateSpace space, long address)
    {
        if (space != StateSpace.Generic)
        {
            return (space, address);
        }

        return (ulong)(address - Windows.Shared) < Windows.Bytes ? (StateSpace.Shared, address - Windows.Shared)
            : (ulong)(address - Windows.Local) < Windows.Bytes ? (StateSpace.Local, address - Windows.Local)
            : (StateSpace.Global, address);
    }

    private static void Load(byte* frame, uint mask, MemoryAccess access, long* addresses)
    {
        OperandPlace[] values = access.Values;
        switch (access.Size, access.Count)
        {
            case (4, 1) when !values[0].IsWide && values[0].Offset >= 0:
                LoadWords(frame + values[0].Offset, mask, addresses);
                break;
            case (4, 4) when mask == uint.MaxValue && AllPlain(values):
                uint* x = (uint*)(frame + values[0].Offset), y = (uint*)(frame + values[1].Offset);
                uint* z = (uint*)(frame + values[2].Offset), w = (uint*)(frame + values[3].Offset);
                for (int lane = 0; lane < 32; lane++)
                {
                    uint* source = (uint*)addresses[lane];
                    x[lane] = source[0];
                    y[lane] = source[1];
                    z[lane] = source[2];
                    w[lane] = source[3];
                }

                break;
            default:
                for (uint left = mask; left != 0; left &= left - 1)
                {
                    int lane = System.Numerics.BitOperations.TrailingZeroCount(left);
                    for (int i = 0; i < values.Length; i++)
                    {
                        values[i].Write(frame, lane, Read(addresses[lane] + (i * access.Size), access));
                    }
                }

                break;
        }
    }

    private static bool AllPlain(OperandPlace[] values)
    {
        foreach (OperandPlace value in values)
        {
            if (value.Offset < 0 || value.IsWide)
            {
                return false;
            }
        }

        return true;
    }

    private static long Read(long address, MemoryAccess access) => (access.Size, access.Signed) switch
    {
        (1, false) => *(byte*)address,
        (1, true) => *(sbyte*)address,
        (2, false) => Unsafe.ReadUnaligned<ushort>((void*)address),
        (2, true) => Unsafe.ReadUnaligned<short>((void*)address),
        (4, false) => Unsafe.ReadUnaligned<uint>((void*)address),
        (4, true) => Unsafe.ReadUnaligned<int>((void*)address),
        _ => Unsafe.ReadUnaligned<long>((void*)address),
    };

    private static void LoadWords(byte* target, uint mask, long* addresses)
    {
        uint* values = (uint*)target;
        if (mask == uint.MaxValue)
        {
            if (IsContiguous(addresses))
            {
                Vector512.Load((uint*)addresses[0]).Store(values);
                Vector512.Load((uint*)addresses[0] + 16).Store(values + 16);
                return;
            }

            for (int lane = 0; lane < 32; lane += 4)
            {
                values[lane] = *(uint*)addresses[lane];
                values[lane + 1] = *(uint*)addresses[lane + 1];
                values[lane + 2] = *(uint*)addresses[lane + 2];
                values[lane + 3] = *(uint*)addresses[lane + 3];
            }

            return;
        }

        for (uint left = mask; left != 0; left &= left - 1)
        {
            int lane = System.Numerics.BitOperations.TrailingZeroCount(left);
            values[lane] = *(uint*)addresses[lane];
        }
    }

    /// <summary>Whether 32 words lie beside each other.</summary>
    private static bool IsContiguous(long* addresses)
    {
        if (addresses[31] - addresses[0] != 124)
        {
            return false;
        }

        Vector512<long> expected = Vector512.Create(addresses[0]) + Vector512.Create(0L, 4, 8, 12, 16, 20, 24, 28);
        Vector512<long> step = Vector512.Create(32L);
        Vector512<long> difference = Vector512<long>.Zero;
        for (int lane = 0; lane < 32; lane += 8)
        {
            difference |= Vector512.Load(addresses + lane) ^ expected;
            expected += step;
        }

        return difference == Vector512<long>.Zero;
    }

    private static void Store(byte* frame, uint mask, MemoryAccess access, long* addresses)
    {
        OperandPlace[] values = access.Values;
        if (access.Size == 4 && access.Count == 1 && mask == uint.MaxValue && values[0].Offset >= 0)
        {
            uint* source = (uint*)(frame + values[0].Offset);
            if (IsContiguous(addresses))
            {
                Vector512.Load(source).Store((uint*)addresses[0]);
                Vector512.Load(source + 16).Store((uint*)addresses[0] + 16);
                return;
            }

            for (int lane = 0; lane < 32; lane++)
            {
                *(uint*)addresses[lane] = source[lane];
            }

            return;
        }

        for (uint left = mask; left != 0; left &= left - 1)
        {
            int lane = System.Numerics.BitOperations.TrailingZeroCount(left);
            for (int i = 0; i < values.Length; i++)
            {
                long value = values[i].Read(frame, lane);
                void* target = (void*)(addresses[lane] + (i * access.Size));
                switch (access.Size)
                {
                    case 1:
                        *(byte*)target = (byte)value;
                        break;
                    case 2:
                        Unsafe.WriteUnaligned(target, (ushort)value);
                        break;
                    case 4:
                        Unsafe.WriteUnaligned(target, (uint)value);
                        break;
                    default:
                        Unsafe.WriteUnaligned(target, value);
                        break;
                }
            }
        }
    }
}
