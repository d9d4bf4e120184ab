using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Elementwise;

namespace ILComicGAN.Engine.Devices.Cpu.Simd;

/// <summary>16 floats at once.</summary>
internal readonly unsafe struct Simd512 : ISimd<Vector512<float>>
{
    public static int Count => Vector512<float>.Count;

    public static bool HasWideTile => true;

    public static Vector512<float> Zero => Vector512<float>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Create(float value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(float* source) => Vector512.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> value, float* target) => value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Add(Vector512<float> a, Vector512<float> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Subtract(Vector512<float> a, Vector512<float> b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Multiply(Vector512<float> a, Vector512<float> b) => a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Divide(Vector512<float> a, Vector512<float> b) => a / b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> MultiplyAdd(Vector512<float> a, Vector512<float> b, Vector512<float> c) =>
        Vector512.FusedMultiplyAdd(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Min(Vector512<float> a, Vector512<float> b) => Vector512.Min(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Max(Vector512<float> a, Vector512<float> b) => Vector512.Max(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Abs(Vector512<float> a) => Vector512.Abs(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Sqrt(Vector512<float> a) => Vector512.Sqrt(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> WhereGreater(
        Vector512<float> a, Vector512<float> b, Vector512<float> yes, Vector512<float> no) =>
        Vector512.ConditionalSelect(Vector512.GreaterThan(a, b), yes, no);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector512<float> a) => Vector512.Sum(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Split4(float* source, float* target, int stride)
    {
        // Two remainders to a vector, half of it each; then halves of a kind together.
        Vector512<int> evens = Vector512.Create(0, 4, 8, 12, 16, 20, 24, 28, 1, 5, 9, 13, 17, 21, 25, 29);
        Vector512<int> odds = evens + Vector512.Create(2);
        (Vector512<float> a, Vector512<float> b) = (Load(source), Load(source + 16));
        (Vector512<float> c, Vector512<float> d) = (Load(source + 32), Load(source + 48));
        Vector512<float> ab01 = Avx512F.PermuteVar16x32x2(a, evens, b);
        Vector512<float> ab23 = Avx512F.PermuteVar16x32x2(a, odds, b);
        Vector512<float> cd01 = Avx512F.PermuteVar16x32x2(c, evens, d);
        Vector512<float> cd23 = Avx512F.PermuteVar16x32x2(c, odds, d);
        Avx512F.Shuffle4x128(ab01, cd01, 0b01_00_01_00).Store(target);
        Avx512F.Shuffle4x128(ab01, cd01, 0b11_10_11_10).Store(target + stride);
        Avx512F.Shuffle4x128(ab23, cd23, 0b01_00_01_00).Store(target + (2 * stride));
        Avx512F.Shuffle4x128(ab23, cd23, 0b11_10_11_10).Store(target + (3 * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Merge4(
        Vector512<float> p0, Vector512<float> p1, Vector512<float> p2, Vector512<float> p3, float* target)
    {
        // Pairs of floats first, then pairs of pairs.
        Vector512<int> low = Vector512.Create(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
        Vector512<int> high = low + Vector512.Create(8);
        Vector512<long> lowPairs = Vector512.Create(0L, 8, 1, 9, 2, 10, 3, 11);
        Vector512<long> highPairs = lowPairs + Vector512.Create(4L);
        Vector512<double> a = Avx512F.PermuteVar16x32x2(p0, low, p1).AsDouble();
        Vector512<double> b = Avx512F.PermuteVar16x32x2(p2, low, p3).AsDouble();
        Vector512<double> c = Avx512F.PermuteVar16x32x2(p0, high, p1).AsDouble();
        Vector512<double> d = Avx512F.PermuteVar16x32x2(p2, high, p3).AsDouble();
        Avx512F.PermuteVar8x64x2(a, lowPairs, b).AsSingle().Store(target);
        Avx512F.PermuteVar8x64x2(a, highPairs, b).AsSingle().Store(target + 16);
        Avx512F.PermuteVar8x64x2(c, lowPairs, d).AsSingle().Store(target + 32);
        Avx512F.PermuteVar8x64x2(c, highPairs, d).AsSingle().Store(target + 48);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Split6(float* source, float* target, int stride)
    {
        // Even and odd ones apart first, then each of them by three.
        (Vector512<float> a, Vector512<float> b, Vector512<float> c) = (Load(source), Load(source + 32), Load(source + 64));
        (Vector512<float> d, Vector512<float> e, Vector512<float> f) = (Load(source + 16), Load(source + 48), Load(source + 80));
        Split3(Evens(a, d), Evens(b, e), Evens(c, f), target, 2 * stride);
        Split3(Odds(a, d), Odds(b, e), Odds(c, f), target + stride, 2 * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Merge6(
        Vector512<float> p0,
        Vector512<float> p1,
        Vector512<float> p2,
        Vector512<float> p3,
        Vector512<float> p4,
        Vector512<float> p5,
        float* target)
    {
        Merge3(p0, p2, p4, out Vector512<float> a, out Vector512<float> b, out Vector512<float> c);
        Merge3(p1, p3, p5, out Vector512<float> d, out Vector512<float> e, out Vector512<float> f);
        Interleave(a, d, target);
        Interleave(b, e, target + 32);
        Interleave(c, f, target + 64);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Interleave(Vector512<float> a, Vector512<float> b, float* target)
    {
        Vector512<int> low = Vector512.Create(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
        Avx512F.PermuteVar16x32x2(a, low, b).Store(target);
        Avx512F.PermuteVar16x32x2(a, low + Vector512.Create(8), b).Store(target + 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Evens(Vector512<float> low, Vector512<float> high) => Avx512F.PermuteVar16x32x2(
        low, Vector512.Create(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30), high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Odds(Vector512<float> low, Vector512<float> high) => Avx512F.PermuteVar16x32x2(
        low, Vector512.Create(1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31), high);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose(float* source, long sourceStride, float* target, long targetStride)
    {
        // Four rows at a time as 4×4 blocks within the quarters of a vector, then the quarters.
        Quarter(source, sourceStride, out Vector512<float> a0, out Vector512<float> a1, out Vector512<float> a2, out Vector512<float> a3);
        Quarter(source + (4 * sourceStride), sourceStride, out Vector512<float> b0, out Vector512<float> b1, out Vector512<float> b2, out Vector512<float> b3);
        Quarter(source + (8 * sourceStride), sourceStride, out Vector512<float> c0, out Vector512<float> c1, out Vector512<float> c2, out Vector512<float> c3);
        Quarter(source + (12 * sourceStride), sourceStride, out Vector512<float> d0, out Vector512<float> d1, out Vector512<float> d2, out Vector512<float> d3);
        Columns(a0, b0, c0, d0, target, 4 * targetStride);
        Columns(a1, b1, c1, d1, target + targetStride, 4 * targetStride);
        Columns(a2, b2, c2, d2, target + (2 * targetStride), 4 * targetStride);
        Columns(a3, b3, c3, d3, target + (3 * targetStride), 4 * targetStride);
    }

    /// <summary>target[k·stride + i] = element 3·i + k of the three vectors: what the first two have, then the third.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Split3(Vector512<float> a, Vector512<float> b, Vector512<float> c, float* target, int stride)
    {
        Vector512<float> ab = Avx512F.PermuteVar16x32x2(a, Vector512.Create(0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 0, 0, 0, 0, 0), b);
        Avx512F.PermuteVar16x32x2(ab, Vector512.Create(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 17, 20, 23, 26, 29), c).Store(target);
        ab = Avx512F.PermuteVar16x32x2(a, Vector512.Create(1, 4, 7, 10, 13, 16, 19, 22, 25, 28, 31, 0, 0, 0, 0, 0), b);
        Avx512F.PermuteVar16x32x2(ab, Vector512.Create(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 18, 21, 24, 27, 30), c).Store(target + stride);
        ab = Avx512F.PermuteVar16x32x2(a, Vector512.Create(2, 5, 8, 11, 14, 17, 20, 23, 26, 29, 0, 0, 0, 0, 0, 0), b);
        Avx512F.PermuteVar16x32x2(ab, Vector512.Create(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 19, 22, 25, 28, 31), c).Store(target + (2 * stride));
    }

    /// <summary>Elements of a, b and c in turn: those of the first two, then the third's between them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Merge3(
        Vector512<float> a, Vector512<float> b, Vector512<float> c, out Vector512<float> m0, out Vector512<float> m1, out Vector512<float> m2)
    {
        Vector512<float> ab = Avx512F.PermuteVar16x32x2(a, Vector512.Create(0, 16, 0, 1, 17, 0, 2, 18, 0, 3, 19, 0, 4, 20, 0, 5), b);
        m0 = Avx512F.PermuteVar16x32x2(ab, Vector512.Create(0, 1, 16, 3, 4, 17, 6, 7, 18, 9, 10, 19, 12, 13, 20, 15), c);
        ab = Avx512F.PermuteVar16x32x2(a, Vector512.Create(21, 0, 6, 22, 0, 7, 23, 0, 8, 24, 0, 9, 25, 0, 10, 26), b);
        m1 = Avx512F.PermuteVar16x32x2(ab, Vector512.Create(0, 21, 2, 3, 22, 5, 6, 23, 8, 9, 24, 11, 12, 25, 14, 15), c);
        ab = Avx512F.PermuteVar16x32x2(a, Vector512.Create(0, 11, 27, 0, 12, 28, 0, 13, 29, 0, 14, 30, 0, 15, 31, 0), b);
        m2 = Avx512F.PermuteVar16x32x2(ab, Vector512.Create(26, 1, 2, 27, 4, 5, 28, 7, 8, 29, 10, 11, 30, 13, 14, 31), c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarter(
        float* source, long stride, out Vector512<float> c0, out Vector512<float> c1, out Vector512<float> c2, out Vector512<float> c3)
    {
        (Vector512<float> a, Vector512<float> b) = (Load(source), Load(source + stride));
        (Vector512<float> c, Vector512<float> d) = (Load(source + (2 * stride)), Load(source + (3 * stride)));
        (Vector512<double> ab, Vector512<double> cd) = (Avx512F.UnpackLow(a, b).AsDouble(), Avx512F.UnpackLow(c, d).AsDouble());
        (c0, c1) = (Avx512F.UnpackLow(ab, cd).AsSingle(), Avx512F.UnpackHigh(ab, cd).AsSingle());
        (ab, cd) = (Avx512F.UnpackHigh(a, b).AsDouble(), Avx512F.UnpackHigh(c, d).AsDouble());
        (c2, c3) = (Avx512F.UnpackLow(ab, cd).AsSingle(), Avx512F.UnpackHigh(ab, cd).AsSingle());
    }

    /// <summary>Columns j, j + 4, j + 8 and j + 12, of which each vector has a quarter each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Columns(
        Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d, float* target, long stride)
    {
        (Vector512<float> ab, Vector512<float> cd) = (Avx512F.Shuffle4x128(a, b, 0b10_00_10_00), Avx512F.Shuffle4x128(c, d, 0b10_00_10_00));
        Store(Avx512F.Shuffle4x128(ab, cd, 0b10_00_10_00), target);
        Store(Avx512F.Shuffle4x128(ab, cd, 0b11_01_11_01), target + (2 * stride));
        (ab, cd) = (Avx512F.Shuffle4x128(a, b, 0b11_01_11_01), Avx512F.Shuffle4x128(c, d, 0b11_01_11_01));
        Store(Avx512F.Shuffle4x128(ab, cd, 0b10_00_10_00), target + stride);
        Store(Avx512F.Shuffle4x128(ab, cd, 0b11_01_11_01), target + (3 * stride));
    }
}
