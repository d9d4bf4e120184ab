using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ILComicGAN.PtxMachine.Translation;

/// <summary>
/// Instructions for many lanes at once: sixteen where all operands have 32 bits, eight where one has 64 (its 32-bit
/// operands are then vectors of 256 bits).
/// </summary>
internal static class VectorFunctions
{
    [Opcode("add.s32 add.u32 add.b32")]
    public static Vector512<int> Add(Vector512<int> a, Vector512<int> b) => a + b;

    [Opcode("sub.s32 sub.u32 sub.b32")]
    public static Vector512<int> Subtract(Vector512<int> a, Vector512<int> b) => a - b;

    [Opcode("mul.lo.s32 mul.lo.u32")]
    public static Vector512<int> MultiplyLow(Vector512<int> a, Vector512<int> b) => a * b;

    [Opcode("mad.lo.s32 mad.lo.u32")]
    public static Vector512<int> MultiplyAddLow(Vector512<int> a, Vector512<int> b, Vector512<int> c) => (a * b) + c;

    [Opcode("mul.wide.s32")]
    public static Vector512<long> MultiplyWide(Vector256<int> a, Vector256<int> b) => Widen(a) * Widen(b);

    [Opcode("mul.wide.u32")]
    public static Vector512<ulong> MultiplyWide(Vector256<uint> a, Vector256<uint> b) => Widen(a) * Widen(b);

    [Opcode("mad.wide.s32")]
    public static Vector512<long> MultiplyAddWide(Vector256<int> a, Vector256<int> b, Vector512<long> c) => (Widen(a) * Widen(b)) + c;

    [Opcode("mad.wide.u32")]
    public static Vector512<ulong> MultiplyAddWide(Vector256<uint> a, Vector256<uint> b, Vector512<ulong> c) =>
        (Widen(a) * Widen(b)) + c;

    [Opcode("min.s32")]
    public static Vector512<int> Min(Vector512<int> a, Vector512<int> b) => Vector512.Min(a, b);

    [Opcode("min.u32")]
    public static Vector512<uint> Min(Vector512<uint> a, Vector512<uint> b) => Vector512.Min(a, b);

    [Opcode("max.s32")]
    public static Vector512<int> Max(Vector512<int> a, Vector512<int> b) => Vector512.Max(a, b);

    [Opcode("max.u32")]
    public static Vector512<uint> Max(Vector512<uint> a, Vector512<uint> b) => Vector512.Max(a, b);

    [Opcode("neg.s32")]
    public static Vector512<int> Negate(Vector512<int> a) => -a;

    [Opcode("abs.s32")]
    public static Vector512<int> Abs(Vector512<int> a) => Vector512.Abs(a);

    [Opcode("and.b32")]
    public static Vector512<uint> And(Vector512<uint> a, Vector512<uint> b) => a & b;

    [Opcode("or.b32")]
    public static Vector512<uint> Or(Vector512<uint> a, Vector512<uint> b) => a | b;

    [Opcode("xor.b32")]
    public static Vector512<uint> Xor(Vector512<uint> a, Vector512<uint> b) => a ^ b;

    [Opcode("not.b32")]
    public static Vector512<uint> Not(Vector512<uint> a) => ~a;

    /// <summary>The processor's own shifts also shift everything out from 32 on.</summary>
    [Opcode("shl.b32")]
    public static Vector512<uint> ShiftLeft(Vector512<uint> a, Vector512<uint> count) =>
        Avx512F.IsSupported ? Avx512F.ShiftLeftLogicalVariable(a, count) : Each(a, count, LaneFunctions.ShiftLeft);

    [Opcode("shr.u32 shr.b32")]
    public static Vector512<uint> ShiftRight(Vector512<uint> a, Vector512<uint> count) =>
        Avx512F.IsSupported ? Avx512F.ShiftRightLogicalVariable(a, count) : Each(a, count, LaneFunctions.ShiftRight);

    [Opcode("shr.s32")]
    public static Vector512<int> ShiftRight(Vector512<int> a, Vector512<uint> count) => Avx512F.IsSupported
        ? Avx512F.ShiftRightArithmeticVariable(a, count)
        : Each(a.AsUInt32(), count, static (a, n) => (uint)LaneFunctions.ShiftRight((int)a, n)).AsInt32();

    [Opcode("add.s64 add.u64 add.b64")]
    public static Vector512<long> Add(Vector512<long> a, Vector512<long> b) => a + b;

    [Opcode("sub.s64 sub.u64 sub.b64")]
    public static Vector512<long> Subtract(Vector512<long> a, Vector512<long> b) => a - b;

    [Opcode("mul.lo.s64 mul.lo.u64")]
    public static Vector512<long> MultiplyLow(Vector512<long> a, Vector512<long> b) => a * b;

    [Opcode("mad.lo.s64 mad.lo.u64")]
    public static Vector512<long> MultiplyAddLow(Vector512<long> a, Vector512<long> b, Vector512<long> c) => (a * b) + c;

    [Opcode("min.s64")]
    public static Vector512<long> Min(Vector512<long> a, Vector512<long> b) => Vector512.Min(a, b);

    [Opcode("max.s64")]
    public static Vector512<long> Max(Vector512<long> a, Vector512<long> b) => Vector512.Max(a, b);

    [Opcode("neg.s64")]
    public static Vector512<long> Negate(Vector512<long> a) => -a;

    [Opcode("and.b64")]
    public static Vector512<ulong> And(Vector512<ulong> a, Vector512<ulong> b) => a & b;

    [Opcode("or.b64")]
    public static Vector512<ulong> Or(Vector512<ulong> a, Vector512<ulong> b) => a | b;

    [Opcode("xor.b64")]
    public static Vector512<ulong> Xor(Vector512<ulong> a, Vector512<ulong> b) => a ^ b;

    [Opcode("not.b64")]
    public static Vector512<ulong> Not(Vector512<ulong> a) => ~a;

    [Opcode("shl.b64")]
    public static Vector512<ulong> ShiftLeft(Vector512<ulong> a, Vector256<uint> count) => Avx512F.IsSupported
        ? Avx512F.ShiftLeftLogicalVariable(a, Widen(count))
        : Each(a, Widen(count), static (a, n) => LaneFunctions.ShiftLeft(a, (uint)n));

    [Opcode("shr.u64 shr.b64")]
    public static Vector512<ulong> ShiftRight(Vector512<ulong> a, Vector256<uint> count) => Avx512F.IsSupported
        ? Avx512F.ShiftRightLogicalVariable(a, Widen(count))
        : Each(a, Widen(count), static (a, n) => LaneFunctions.ShiftRight(a, (uint)n));

    [Opcode("shr.s64")]
    public static Vector512<long> ShiftRight(Vector512<long> a, Vector256<uint> count) => Avx512F.IsSupported
        ? Avx512F.ShiftRightArithmeticVariable(a, Widen(count))
        : Each(a.AsUInt64(), Widen(count), static (a, n) => (ulong)LaneFunctions.ShiftRight((long)a, (uint)n)).AsInt64();

    // ---- Floats ------------------------------------------------------------------------------------------------------

    [Opcode("add.f32 add.rn.f32")]
    public static Vector512<float> Add(Vector512<float> a, Vector512<float> b) => a + b;

    [Opcode("sub.f32 sub.rn.f32")]
    public static Vector512<float> Subtract(Vector512<float> a, Vector512<float> b) => a - b;

    [Opcode("mul.f32 mul.rn.f32")]
    public static Vector512<float> Multiply(Vector512<float> a, Vector512<float> b) => a * b;

    [Opcode("fma.rn.f32 mad.rn.f32 mad.f32")]
    public static Vector512<float> MultiplyAdd(Vector512<float> a, Vector512<float> b, Vector512<float> c) =>
        Vector512.FusedMultiplyAdd(a, b, c);

    [Opcode("fused.add.f32")]
    public static Vector512<float> FusedAdd(Vector512<float> a, Vector512<float> b, Vector512<float> c) =>
        Vector512.FusedMultiplyAdd(a, b, c);

    [Opcode("fused.sub.f32")]
    public static Vector512<float> FusedSubtract(Vector512<float> a, Vector512<float> b, Vector512<float> c) =>
        Vector512.FusedMultiplyAdd(a, b, -c);

    [Opcode("fused.rsub.f32")]
    public static Vector512<float> FusedSubtractFrom(Vector512<float> a, Vector512<float> b, Vector512<float> c) =>
        Vector512.FusedMultiplyAdd(-a, b, c);

    [Opcode("div.rn.f32")]
    public static Vector512<float> Divide(Vector512<float> a, Vector512<float> b) => a / b;

    [Opcode("rcp.rn.f32")]
    public static Vector512<float> Reciprocal(Vector512<float> a) => Vector512<float>.One / a;

    [Opcode("sqrt.rn.f32")]
    public static Vector512<float> SquareRoot(Vector512<float> a) => Vector512.Sqrt(a);

    [Opcode("min.f32")]
    public static Vector512<float> Min(Vector512<float> a, Vector512<float> b) => Vector512.MinNumber(a, b);

    [Opcode("max.f32")]
    public static Vector512<float> Max(Vector512<float> a, Vector512<float> b) => Vector512.MaxNumber(a, b);

    [Opcode("neg.f32")]
    public static Vector512<float> Negate(Vector512<float> a) => a ^ Vector512.Create(-0f);

    [Opcode("abs.f32")]
    public static Vector512<float> Abs(Vector512<float> a) => Vector512.Abs(a);

    [Opcode("add.f64 add.rn.f64")]
    public static Vector512<double> Add(Vector512<double> a, Vector512<double> b) => a + b;

    [Opcode("sub.f64 sub.rn.f64")]
    public static Vector512<double> Subtract(Vector512<double> a, Vector512<double> b) => a - b;

    [Opcode("mul.f64 mul.rn.f64")]
    public static Vector512<double> Multiply(Vector512<double> a, Vector512<double> b) => a * b;

    [Opcode("fma.rn.f64 mad.rn.f64 mad.f64")]
    public static Vector512<double> MultiplyAdd(Vector512<double> a, Vector512<double> b, Vector512<double> c) =>
        Vector512.FusedMultiplyAdd(a, b, c);

    // ---- Conversions -------------------------------------------------------------------------------------------------

    [Opcode("cvt.s64.s32 cvt.u64.s32")]
    public static Vector512<long> Widen(Vector256<int> a) => Avx512F.IsSupported
        ? Avx512F.ConvertToVector512Int64(a)
        : Vector512.Create(Vector256.WidenLower(a), Vector256.WidenUpper(a));

    [Opcode("cvt.u64.u32 cvt.s64.u32")]
    public static Vector512<ulong> Widen(Vector256<uint> a) => Avx512F.IsSupported
        ? Avx512F.ConvertToVector512UInt64(a)
        : Vector512.Create(Vector256.WidenLower(a), Vector256.WidenUpper(a));

    [Opcode("cvt.s32.s64 cvt.u32.u64 cvt.s32.u64 cvt.u32.s64")]
    public static Vector256<int> Narrow(Vector512<long> a) => Avx512F.IsSupported
        ? Avx512F.ConvertToVector256Int32(a)
        : Vector256.Narrow(a.GetLower(), a.GetUpper());

    [Opcode("cvt.rn.f32.s32")]
    public static Vector512<float> ToSingle(Vector512<int> a) => Vector512.ConvertToSingle(a);

    [Opcode("cvt.rn.f16.f32")]
    public static Vector512<uint> ToHalf(Vector512<float> a)
    {
        Vector512<uint> bits = a.AsUInt32();
        Vector512<uint> size = bits & Vector512.Create(0x7FFF_FFFFu);
        // Half of what is cut off, or one less where the last kept bit is even.
        Vector512<uint> rounded = size + Vector512.Create(0xFFFu) + ((size >>> 13) & Vector512<uint>.One);
        Vector512<uint> normal = (rounded >>> 13) - Vector512.Create(112u << 10);
        // Added to one half, a subnormal result is rounded to its last bit.
        Vector512<uint> small = (size.AsSingle() + Vector512.Create(0.5f)).AsUInt32() - Vector512.Create(0.5f).AsUInt32();
        Vector512<uint> half = Vector512.ConditionalSelect(Vector512.LessThan(size, Vector512.Create(0x3880_0000u)), small, normal);
        half = Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(rounded, Vector512.Create(0x4780_0000u)), Vector512.Create(0x7C00u), half);
        half |= (bits >>> 16) & Vector512.Create(0x8000u);
        return Vector512.ConditionalSelect(Vector512.Equals(a, a).AsUInt32(), half, Vector512.Create(0x7FFFu));
    }

    [Opcode("pack.16")]
    public static Vector512<uint> PackHalves(Vector512<uint> low, Vector512<uint> high) => (low & Vector512.Create(0xFFFFu)) | (high << 16);

    // ---- Comparisons: a bit for each lane ----------------------------------------------------------------------------

    [Opcode("setp.eq.s32 setp.eq.u32 setp.eq.b32")]
    public static uint Equal(Vector512<int> a, Vector512<int> b) => Bits(Vector512.Equals(a, b));

    [Opcode("setp.ne.s32 setp.ne.u32 setp.ne.b32")]
    public static uint NotEqual(Vector512<int> a, Vector512<int> b) => Bits(~Vector512.Equals(a, b));

    [Opcode("setp.lt.s32")]
    public static uint Less(Vector512<int> a, Vector512<int> b) => Bits(Vector512.LessThan(a, b));

    [Opcode("setp.le.s32")]
    public static uint LessOrEqual(Vector512<int> a, Vector512<int> b) => Bits(Vector512.LessThanOrEqual(a, b));

    [Opcode("setp.gt.s32")]
    public static uint Greater(Vector512<int> a, Vector512<int> b) => Bits(Vector512.GreaterThan(a, b));

    [Opcode("setp.ge.s32")]
    public static uint GreaterOrEqual(Vector512<int> a, Vector512<int> b) => Bits(Vector512.GreaterThanOrEqual(a, b));

    [Opcode("setp.lt.u32 setp.lo.u32")]
    public static uint Less(Vector512<uint> a, Vector512<uint> b) => Bits(Vector512.LessThan(a, b).AsInt32());

    [Opcode("setp.le.u32 setp.ls.u32")]
    public static uint LessOrEqual(Vector512<uint> a, Vector512<uint> b) => Bits(Vector512.LessThanOrEqual(a, b).AsInt32());

    [Opcode("setp.gt.u32 setp.hi.u32")]
    public static uint Greater(Vector512<uint> a, Vector512<uint> b) => Bits(Vector512.GreaterThan(a, b).AsInt32());

    [Opcode("setp.ge.u32 setp.hs.u32")]
    public static uint GreaterOrEqual(Vector512<uint> a, Vector512<uint> b) => Bits(Vector512.GreaterThanOrEqual(a, b).AsInt32());

    [Opcode("setp.eq.s64 setp.eq.u64 setp.eq.b64")]
    public static uint Equal(Vector512<long> a, Vector512<long> b) => (uint)Vector512.Equals(a, b).ExtractMostSignificantBits();

    [Opcode("setp.lt.s64")]
    public static uint Less(Vector512<long> a, Vector512<long> b) => (uint)Vector512.LessThan(a, b).ExtractMostSignificantBits();

    [Opcode("setp.le.s64")]
    public static uint LessOrEqual(Vector512<long> a, Vector512<long> b) => (uint)Vector512.LessThanOrEqual(a, b).ExtractMostSignificantBits();

    [Opcode("setp.gt.s64")]
    public static uint Greater(Vector512<long> a, Vector512<long> b) => (uint)Vector512.GreaterThan(a, b).ExtractMostSignificantBits();

    [Opcode("setp.ge.s64")]
    public static uint GreaterOrEqual(Vector512<long> a, Vector512<long> b) =>
        (uint)Vector512.GreaterThanOrEqual(a, b).ExtractMostSignificantBits();

    [Opcode("setp.eq.f32")]
    public static uint Equal(Vector512<float> a, Vector512<float> b) => Bits(Vector512.Equals(a, b).AsInt32());

    [Opcode("setp.lt.f32")]
    public static uint Less(Vector512<float> a, Vector512<float> b) => Bits(Vector512.LessThan(a, b).AsInt32());

    [Opcode("setp.le.f32")]
    public static uint LessOrEqual(Vector512<float> a, Vector512<float> b) => Bits(Vector512.LessThanOrEqual(a, b).AsInt32());

    [Opcode("setp.gt.f32")]
    public static uint Greater(Vector512<float> a, Vector512<float> b) => Bits(Vector512.GreaterThan(a, b).AsInt32());

    [Opcode("setp.ge.f32")]
    public static uint GreaterOrEqual(Vector512<float> a, Vector512<float> b) => Bits(Vector512.GreaterThanOrEqual(a, b).AsInt32());

    // ---- What .ftz and .sat add --------------------------------------------------------------------------------------

    public static Vector512<float> Flush(Vector512<float> a) => Vector512.ConditionalSelect(
        Vector512.LessThan(Vector512.Abs(a), Vector512.Create(1.17549435e-38f)), a & Vector512.Create(-0f), a);

    public static Vector512<float> Saturate(Vector512<float> a) => Vector512.ConditionalSelect(
        Vector512.GreaterThan(a, Vector512<float>.Zero), Vector512.Min(a, Vector512<float>.One), Vector512<float>.Zero);

    // ---- Masks -------------------------------------------------------------------------------------------------------

    /// <summary>All bits of the lanes 16·part … that are set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Lanes(uint mask, int part)
    {
        Vector512<uint> bits = Vector512.Create(
            1u, 1u << 1, 1u << 2, 1u << 3, 1u << 4, 1u << 5, 1u << 6, 1u << 7,
            1u << 8, 1u << 9, 1u << 10, 1u << 11, 1u << 12, 1u << 13, 1u << 14, 1u << 15);
        return Vector512.Equals(Vector512.Create(mask >> (16 * part)) & bits, bits);
    }

    /// <summary>All bits of the lanes 8·part … that are set, 64 each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> WideLanes(uint mask, int part)
    {
        Vector512<ulong> bits = Vector512.Create(1ul, 1ul << 1, 1ul << 2, 1ul << 3, 1ul << 4, 1ul << 5, 1ul << 6, 1ul << 7);
        return Vector512.Equals(Vector512.Create((ulong)(mask >> (8 * part))) & bits, bits);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> HalfLanes(uint mask, int part)
    {
        Vector256<uint> bits = Vector256.Create(1u, 1u << 1, 1u << 2, 1u << 3, 1u << 4, 1u << 5, 1u << 6, 1u << 7);
        return Vector256.Equals(Vector256.Create(mask >> (8 * part)) & bits, bits);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Blend<T>(Vector512<T> fresh, Vector512<T> old, uint mask, int part) => Unsafe.SizeOf<T>() == 8
        ? Vector512.ConditionalSelect(WideLanes(mask, part).As<ulong, T>(), fresh, old)
        : Vector512.ConditionalSelect(Lanes(mask, part).As<uint, T>(), fresh, old);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Blend<T>(Vector256<T> fresh, Vector256<T> old, uint mask, int part) =>
        Vector256.ConditionalSelect(HalfLanes(mask, part).As<uint, T>(), fresh, old);

    /// <summary>a where the predicate is set, else b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Select<T>(Vector512<T> a, Vector512<T> b, uint predicate, int part) => Blend(a, b, predicate, part);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Bits(Vector512<int> mask) => (uint)mask.ExtractMostSignificantBits();

    private static Vector512<T> Each<T>(Vector512<T> a, Vector512<T> b, Func<T, T, T> function)
    {
        for (int i = 0; i < Vector512<T>.Count; i++)
        {
            a = a.WithElement(i, function(a[i], b[i]));
        }

        return a;
    }
}
