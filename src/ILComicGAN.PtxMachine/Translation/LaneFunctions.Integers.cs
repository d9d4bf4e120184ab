using System.Numerics;

namespace ILComicGAN.PtxMachine.Translation;

/// <content>Integers.</content>
internal static partial class LaneFunctions
{
    // ---- Integers of 32 bits -----------------------------------------------------------------------------------------

    [Opcode("add.s32 add.u32 add.b32")]
    public static int Add(int a, int b) => a + b;

    [Opcode("add.sat.s32")]
    public static int AddSaturated(int a, int b) => (int)Math.Clamp((long)a + b, int.MinValue, int.MaxValue);

    [Opcode("sub.s32 sub.u32 sub.b32")]
    public static int Subtract(int a, int b) => a - b;

    [Opcode("sub.sat.s32")]
    public static int SubtractSaturated(int a, int b) => (int)Math.Clamp((long)a - b, int.MinValue, int.MaxValue);

    [Opcode("mul.lo.s32 mul.lo.u32 mul24.lo.s32 mul24.lo.u32")]
    public static int MultiplyLow(int a, int b) => a * b;

    [Opcode("mul.hi.s32")]
    public static int MultiplyHigh(int a, int b) => (int)(((long)a * b) >> 32);

    [Opcode("mul.hi.u32")]
    public static uint MultiplyHigh(uint a, uint b) => (uint)(((ulong)a * b) >> 32);

    [Opcode("mul.wide.s32")]
    public static long MultiplyWide(int a, int b) => (long)a * b;

    [Opcode("mul.wide.u32")]
    public static ulong MultiplyWide(uint a, uint b) => (ulong)a * b;

    [Opcode("mad.lo.s32 mad.lo.u32")]
    public static int MultiplyAddLow(int a, int b, int c) => (a * b) + c;

    [Opcode("mad.hi.s32")]
    public static int MultiplyAddHigh(int a, int b, int c) => MultiplyHigh(a, b) + c;

    [Opcode("mad.hi.u32")]
    public static uint MultiplyAddHigh(uint a, uint b, uint c) => MultiplyHigh(a, b) + c;

    [Opcode("mad.wide.s32")]
    public static long MultiplyAddWide(int a, int b, long c) => ((long)a * b) + c;

    [Opcode("mad.wide.u32")]
    public static ulong MultiplyAddWide(uint a, uint b, ulong c) => ((ulong)a * b) + c;

    /// <summary>Division by zero is “unspecified, machine-specific”; NVIDIA's cards give all ones.</summary>
    [Opcode("div.s32")]
    public static int Divide(int a, int b) => b == 0 ? -1 : a == int.MinValue && b == -1 ? int.MinValue : a / b;

    [Opcode("div.u32")]
    public static uint Divide(uint a, uint b) => b == 0 ? uint.MaxValue : a / b;

    [Opcode("rem.s32")]
    public static int Remainder(int a, int b) => b == 0 ? a : b == -1 ? 0 : a % b;

    [Opcode("rem.u32")]
    public static uint Remainder(uint a, uint b) => b == 0 ? a : a % b;

    [Opcode("min.s32")]
    public static int Min(int a, int b) => Math.Min(a, b);

    [Opcode("min.u32")]
    public static uint Min(uint a, uint b) => Math.Min(a, b);

    [Opcode("max.s32")]
    public static int Max(int a, int b) => Math.Max(a, b);

    [Opcode("max.u32")]
    public static uint Max(uint a, uint b) => Math.Max(a, b);

    [Opcode("neg.s32")]
    public static int Negate(int a) => -a;

    [Opcode("abs.s32")]
    public static int Abs(int a) => a < 0 ? -a : a;

    [Opcode("and.b32")]
    public static uint And(uint a, uint b) => a & b;

    [Opcode("or.b32")]
    public static uint Or(uint a, uint b) => a | b;

    [Opcode("xor.b32")]
    public static uint Xor(uint a, uint b) => a ^ b;

    [Opcode("not.b32")]
    public static uint Not(uint a) => ~a;

    [Opcode("cnot.b32")]
    public static uint LogicalNot(uint a) => a == 0 ? 1u : 0u;

    /// <summary>Counts of 32 and more shift everything out.</summary>
    [Opcode("shl.b32")]
    public static uint ShiftLeft(uint a, uint count) => count > 31 ? 0 : a << (int)count;

    [Opcode("shr.u32 shr.b32")]
    public static uint ShiftRight(uint a, uint count) => count > 31 ? 0 : a >> (int)count;

    [Opcode("shr.s32")]
    public static int ShiftRight(int a, uint count) => a >> (int)Math.Min(count, 31);

    [Opcode("shf.l.wrap.b32")]
    public static uint FunnelLeftWrap(uint a, uint b, uint c) => (uint)((((ulong)b << 32) | a) << (int)(c & 31) >> 32);

    [Opcode("shf.r.wrap.b32")]
    public static uint FunnelRightWrap(uint a, uint b, uint c) => (uint)((((ulong)b << 32) | a) >> (int)(c & 31));

    [Opcode("shf.l.clamp.b32")]
    public static uint FunnelLeftClamp(uint a, uint b, uint c) => (uint)((((ulong)b << 32) | a) << (int)Math.Min(c, 32) >> 32);

    [Opcode("shf.r.clamp.b32")]
    public static uint FunnelRightClamp(uint a, uint b, uint c) => (uint)((((ulong)b << 32) | a) >> (int)Math.Min(c, 32));

    [Opcode("popc.b32")]
    public static int CountBits(uint a) => BitOperations.PopCount(a);

    [Opcode("clz.b32")]
    public static int LeadingZeros(uint a) => BitOperations.LeadingZeroCount(a);

    [Opcode("brev.b32")]
    public static uint Reverse(uint a)
    {
        uint r = 0;
        for (int i = 0; i < 32; i++)
        {
            r |= ((a >> i) & 1) << (31 - i);
        }

        return r;
    }

    [Opcode("bfind.u32")]
    public static uint FindBit(uint a) => a == 0 ? uint.MaxValue : (uint)BitOperations.Log2(a);

    [Opcode("bfind.s32")]
    public static uint FindBit(int a) => FindBit(a < 0 ? ~(uint)a : (uint)a);

    [Opcode("bfe.u32")]
    public static uint ExtractBits(uint a, uint position, uint length)
    {
        (position, length) = (position & 255, length & 255);
        ulong field = position > 31 ? 0 : (ulong)a >> (int)position;
        return length > 31 ? (uint)field : (uint)(field & ((1UL << (int)length) - 1));
    }

    [Opcode("bfe.s32")]
    public static int ExtractBits(int a, uint position, uint length)
    {
        (position, length) = (position & 255, length & 255);
        if (length == 0)
        {
            return 0;
        }

        // Beyond the top bit the field is filled with the sign.
        int shifted = a >> (int)Math.Min(position, 31);
        return length > 31 ? shifted : shifted << (int)(32 - length) >> (int)(32 - length);
    }

    [Opcode("bfi.b32")]
    public static uint InsertBits(uint a, uint b, uint position, uint length)
    {
        (position, length) = (position & 255, length & 255);
        if (position > 31 || length == 0)
        {
            return b;
        }

        uint mask = (length > 31 ? uint.MaxValue : (1u << (int)length) - 1) << (int)position;
        return (b & ~mask) | ((a << (int)position) & mask);
    }

    [Opcode("prmt.b32")]
    public static uint Permute(uint a, uint b, uint selector)
    {
        ulong bytes = ((ulong)b << 32) | a;
        uint r = 0;
        for (int i = 0; i < 4; i++)
        {
            int s = (int)(selector >> (4 * i)) & 15;
            uint value = (uint)(bytes >> (8 * (s & 7))) & 255;
            value = (s & 8) != 0 ? (value & 128) != 0 ? 255u : 0u : value;
            r |= value << (8 * i);
        }

        return r;
    }

    [Opcode("lop3.b32")]
    public static uint Lookup(uint a, uint b, uint c, uint table)
    {
        uint r = 0;
        for (int i = 0; i < 8; i++)
        {
            if ((table >> i & 1) != 0)
            {
                r |= ((i & 4) != 0 ? a : ~a) & ((i & 2) != 0 ? b : ~b) & ((i & 1) != 0 ? c : ~c);
            }
        }

        return r;
    }

    [Opcode("sad.s32")]
    public static int AbsoluteDifference(int a, int b, int c) => c + (a < b ? b - a : a - b);

    [Opcode("sad.u32")]
    public static uint AbsoluteDifference(uint a, uint b, uint c) => c + (a < b ? b - a : a - b);

    // ---- Integers of 64 bits -----------------------------------------------------------------------------------------

    [Opcode("add.s64 add.u64 add.b64")]
    public static long Add(long a, long b) => a + b;

    [Opcode("sub.s64 sub.u64 sub.b64")]
    public static long Subtract(long a, long b) => a - b;

    [Opcode("mul.lo.s64 mul.lo.u64")]
    public static long MultiplyLow(long a, long b) => a * b;

    [Opcode("mul.hi.s64")]
    public static long MultiplyHigh(long a, long b) => Math.BigMul(a, b, out _);

    [Opcode("mul.hi.u64")]
    public static ulong MultiplyHigh(ulong a, ulong b) => Math.BigMul(a, b, out _);

    [Opcode("mad.lo.s64 mad.lo.u64")]
    public static long MultiplyAddLow(long a, long b, long c) => (a * b) + c;

    [Opcode("div.s64")]
    public static long Divide(long a, long b) => b == 0 ? -1 : a == long.MinValue && b == -1 ? long.MinValue : a / b;

    [Opcode("div.u64")]
    public static ulong Divide(ulong a, ulong b) => b == 0 ? ulong.MaxValue : a / b;

    [Opcode("rem.s64")]
    public static long Remainder(long a, long b) => b == 0 ? a : b == -1 ? 0 : a % b;

    [Opcode("rem.u64")]
    public static ulong Remainder(ulong a, ulong b) => b == 0 ? a : a % b;

    [Opcode("min.s64")]
    public static long Min(long a, long b) => Math.Min(a, b);

    [Opcode("min.u64")]
    public static ulong Min(ulong a, ulong b) => Math.Min(a, b);

    [Opcode("max.s64")]
    public static long Max(long a, long b) => Math.Max(a, b);

    [Opcode("max.u64")]
    public static ulong Max(ulong a, ulong b) => Math.Max(a, b);

    [Opcode("neg.s64")]
    public static long Negate(long a) => -a;

    [Opcode("abs.s64")]
    public static long Abs(long a) => a < 0 ? -a : a;

    [Opcode("and.b64")]
    public static ulong And(ulong a, ulong b) => a & b;

    [Opcode("or.b64")]
    public static ulong Or(ulong a, ulong b) => a | b;

    [Opcode("xor.b64")]
    public static ulong Xor(ulong a, ulong b) => a ^ b;

    [Opcode("not.b64")]
    public static ulong Not(ulong a) => ~a;

    [Opcode("shl.b64")]
    public static ulong ShiftLeft(ulong a, uint count) => count > 63 ? 0 : a << (int)count;

    [Opcode("shr.u64 shr.b64")]
    public static ulong ShiftRight(ulong a, uint count) => count > 63 ? 0 : a >> (int)count;

    [Opcode("shr.s64")]
    public static long ShiftRight(long a, uint count) => a >> (int)Math.Min(count, 63);

    [Opcode("popc.b64")]
    public static int CountBits(ulong a) => BitOperations.PopCount(a);

    [Opcode("clz.b64")]
    public static int LeadingZeros(ulong a) => BitOperations.LeadingZeroCount(a);

    [Opcode("brev.b64")]
    public static ulong Reverse(ulong a) => ((ulong)Reverse((uint)a) << 32) | Reverse((uint)(a >> 32));

    // ---- Integers of 16 bits -----------------------------------------------------------------------------------------

    [Opcode("add.s16 add.u16")]
    public static ushort Add(ushort a, ushort b) => (ushort)(a + b);

    [Opcode("sub.s16 sub.u16")]
    public static ushort Subtract(ushort a, ushort b) => (ushort)(a - b);

    [Opcode("mul.lo.s16 mul.lo.u16")]
    public static ushort MultiplyLow(ushort a, ushort b) => (ushort)(a * b);

    [Opcode("mul.wide.s16")]
    public static int MultiplyWide(short a, short b) => a * b;

    [Opcode("mul.wide.u16")]
    public static uint MultiplyWide(ushort a, ushort b) => (uint)a * b;

    [Opcode("div.s16")]
    public static short Divide(short a, short b) => b == 0 ? (short)-1 : (short)(a / b);

    [Opcode("div.u16")]
    public static ushort Divide(ushort a, ushort b) => b == 0 ? ushort.MaxValue : (ushort)(a / b);

    [Opcode("rem.s16")]
    public static short Remainder(short a, short b) => b == 0 ? a : (short)(a % b);

    [Opcode("rem.u16")]
    public static ushort Remainder(ushort a, ushort b) => b == 0 ? a : (ushort)(a % b);

    [Opcode("min.s16")]
    public static short Min(short a, short b) => Math.Min(a, b);

    [Opcode("max.s16")]
    public static short Max(short a, short b) => Math.Max(a, b);

    [Opcode("min.u16")]
    public static ushort Min(ushort a, ushort b) => Math.Min(a, b);

    [Opcode("max.u16")]
    public static ushort Max(ushort a, ushort b) => Math.Max(a, b);

    [Opcode("neg.s16")]
    public static short Negate(short a) => (short)-a;

    [Opcode("and.b16")]
    public static ushort And(ushort a, ushort b) => (ushort)(a & b);

    [Opcode("or.b16")]
    public static ushort Or(ushort a, ushort b) => (ushort)(a | b);

    [Opcode("xor.b16")]
    public static ushort Xor(ushort a, ushort b) => (ushort)(a ^ b);

    [Opcode("not.b16")]
    public static ushort Not(ushort a) => (ushort)~a;

    [Opcode("shl.b16")]
    public static ushort ShiftLeft(ushort a, uint count) => count > 15 ? (ushort)0 : (ushort)(a << (int)count);

    [Opcode("shr.u16 shr.b16")]
    public static ushort ShiftRight(ushort a, uint count) => count > 15 ? (ushort)0 : (ushort)(a >> (int)count);

    [Opcode("shr.s16")]
    public static short ShiftRight(short a, uint count) => (short)(a >> (int)Math.Min(count, 15));
}
