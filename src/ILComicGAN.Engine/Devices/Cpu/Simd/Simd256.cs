using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Elementwise;

namespace ILComicGAN.Engine.Devices.Cpu.Simd;

/// <summary>8 floats at once.</summary>
internal readonly unsafe struct Simd256 : ISimd<Vector256<float>>
{
    public static int Count => Vector256<float>.Count;

    public static bool HasWideTile => false;

    public static Vector256<float> Zero => Vector256<float>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Create(float value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(float* source) => Vector256.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<float> value, float* target) => value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Add(Vector256<float> a, Vector256<float> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Subtract(Vector256<float> a, Vector256<float> b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Multiply(Vector256<float> a, Vector256<float> b) => a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Divide(Vector256<float> a, Vector256<float> b) => a / b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> MultiplyAdd(Vector256<float> a, Vector256<float> b, Vector256<float> c) =>
        Vector256.FusedMultiplyAdd(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Min(Vector256<float> a, Vector256<float> b) => Vector256.Min(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Max(Vector256<float> a, Vector256<float> b) => Vector256.Max(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Abs(Vector256<float> a) => Vector256.Abs(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Sqrt(Vector256<float> a) => Vector256.Sqrt(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> WhereGreater(
        Vector256<float> a, Vector256<float> b, Vector256<float> yes, Vector256<float> no) =>
        Vector256.ConditionalSelect(Vector256.GreaterThan(a, b), yes, no);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector256<float> a) => Vector256.Sum(a);

    public static void Split4(float* source, float* target, int stride) =>
        Phases.Split(4, source, target, stride, Count);

    public static void Split6(float* source, float* target, int stride) =>
        Phases.Split(6, source, target, stride, Count);

    public static void Merge4(Vector256<float> p0, Vector256<float> p1, Vector256<float> p2, Vector256<float> p3, float* target)
    {
        float* phases = stackalloc float[4 * Count];
        Store(p0, phases);
        Store(p1, phases + Count);
        Store(p2, phases + (2 * Count));
        Store(p3, phases + (3 * Count));
        Phases.Merge(4, phases, target, Count);
    }

    public static void Merge6(Vector256<float> p0, Vector256<float> p1, Vector256<float> p2, Vector256<float> p3, Vector256<float> p4, Vector256<float> p5, float* target)
    {
        float* phases = stackalloc float[6 * 8];
        Store(p0, phases);
        Store(p1, phases + Count);
        Store(p2, phases + (2 * Count));
        Store(p3, phases + (3 * Count));
        Store(p4, phases + (4 * Count));
        Store(p5, phases + (5 * Count));
        Phases.Merge(6, phases, target, Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Interleave(Vector256<float> a, Vector256<float> b, float* target)
    {
        Simd128.Interleave(a.GetLower(), b.GetLower(), target);
        Simd128.Interleave(a.GetUpper(), b.GetUpper(), target + Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Evens(Vector256<float> low, Vector256<float> high)
    {
        if (!Avx2.IsSupported)
        {
            return Vector256.Create(low[0], low[2], low[4], low[6], high[0], high[2], high[4], high[6]);
        }

        Vector256<double> pairs = Avx.Shuffle(low, high, 0b10_00_10_00).AsDouble();
        return Avx2.Permute4x64(pairs, 0b11_01_10_00).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Odds(Vector256<float> low, Vector256<float> high)
    {
        if (!Avx2.IsSupported)
        {
            return Vector256.Create(low[1], low[3], low[5], low[7], high[1], high[3], high[5], high[7]);
        }

        Vector256<double> pairs = Avx.Shuffle(low, high, 0b11_01_11_01).AsDouble();
        return Avx2.Permute4x64(pairs, 0b11_01_10_00).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(float* source, long sourceStride, float* target, long targetStride)
    {
        if (!Avx.IsSupported)
        {
            Phases.Transpose(source, sourceStride, target, targetStride, Count);
            return;
        }

        // Rows 0 to 3 and 4 to 7 as 4×4 blocks within the halves of a vector, then the halves.
        Quarter(source, sourceStride, out Vector256<float> a0, out Vector256<float> a1, out Vector256<float> a2, out Vector256<float> a3);
        Quarter(
            source + (4 * sourceStride), sourceStride, out Vector256<float> b0, out Vector256<float> b1, out Vector256<float> b2, out Vector256<float> b3);
        Store(Avx.Permute2x128(a0, b0, 0x20), target);
        Store(Avx.Permute2x128(a1, b1, 0x20), target + targetStride);
        Store(Avx.Permute2x128(a2, b2, 0x20), target + (2 * targetStride));
        Store(Avx.Permute2x128(a3, b3, 0x20), target + (3 * targetStride));
        Store(Avx.Permute2x128(a0, b0, 0x31), target + (4 * targetStride));
        Store(Avx.Permute2x128(a1, b1, 0x31), target + (5 * targetStride));
        Store(Avx.Permute2x128(a2, b2, 0x31), target + (6 * targetStride));
        Store(Avx.Permute2x128(a3, b3, 0x31), target + (7 * targetStride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarter(
        float* source, long stride, out Vector256<float> c0, out Vector256<float> c1, out Vector256<float> c2, out Vector256<float> c3)
    {
        (Vector256<float> a, Vector256<float> b) = (Load(source), Load(source + stride));
        (Vector256<float> c, Vector256<float> d) = (Load(source + (2 * stride)), Load(source + (3 * stride)));
        (Vector256<double> ab, Vector256<double> cd) = (Avx.UnpackLow(a, b).AsDouble(), Avx.UnpackLow(c, d).AsDouble());
        (c0, c1) = (Avx.UnpackLow(ab, cd).AsSingle(), Avx.UnpackHigh(ab, cd).AsSingle());
        (ab, cd) = (Avx.UnpackHigh(a, b).AsDouble(), Avx.UnpackHigh(c, d).AsDouble());
        (c2, c3) = (Avx.UnpackLow(ab, cd).AsSingle(), Avx.UnpackHigh(ab, cd).AsSingle());
    }
}
