using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Elementwise;

namespace ILComicGAN.Engine.Devices.Cpu.Simd;

/// <summary>4 floats at once.</summary>
internal readonly unsafe struct Simd128 : ISimd<Vector128<float>>
{
    public static int Count => Vector128<float>.Count;

    public static bool HasWideTile => false;

    public static Vector128<float> Zero => Vector128<float>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Create(float value) => Vector128.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Load(float* source) => Vector128.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<float> value, float* target) => value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Add(Vector128<float> a, Vector128<float> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Subtract(Vector128<float> a, Vector128<float> b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Multiply(Vector128<float> a, Vector128<float> b) => a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Divide(Vector128<float> a, Vector128<float> b) => a / b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> MultiplyAdd(Vector128<float> a, Vector128<float> b, Vector128<float> c) =>
        Vector128.FusedMultiplyAdd(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Min(Vector128<float> a, Vector128<float> b) => Vector128.Min(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Max(Vector128<float> a, Vector128<float> b) => Vector128.Max(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Abs(Vector128<float> a) => Vector128.Abs(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Sqrt(Vector128<float> a) => Vector128.Sqrt(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> WhereGreater(
        Vector128<float> a, Vector128<float> b, Vector128<float> yes, Vector128<float> no) =>
        Vector128.ConditionalSelect(Vector128.GreaterThan(a, b), yes, no);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector128<float> a) => Vector128.Sum(a);

    public static void Split4(float* source, float* target, int stride) =>
        Phases.Split(4, source, target, stride, Count);

    public static void Split6(float* source, float* target, int stride) =>
        Phases.Split(6, source, target, stride, Count);

    public static void Merge4(Vector128<float> p0, Vector128<float> p1, Vector128<float> p2, Vector128<float> p3, float* target)
    {
        float* phases = stackalloc float[4 * Count];
        Store(p0, phases);
        Store(p1, phases + Count);
        Store(p2, phases + (2 * Count));
        Store(p3, phases + (3 * Count));
        Phases.Merge(4, phases, target, Count);
    }

    public static void Merge6(Vector128<float> p0, Vector128<float> p1, Vector128<float> p2, Vector128<float> p3, Vector128<float> p4, Vector128<float> p5, float* target)
    {
        float* phases = stackalloc float[6 * 4];
        Store(p0, phases);
        Store(p1, phases + Count);
        Store(p2, phases + (2 * Count));
        Store(p3, phases + (3 * Count));
        Store(p4, phases + (4 * Count));
        Store(p5, phases + (5 * Count));
        Phases.Merge(6, phases, target, Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Interleave(Vector128<float> a, Vector128<float> b, float* target)
    {
        if (Sse.IsSupported)
        {
            Store(Sse.UnpackLow(a, b), target);
            Store(Sse.UnpackHigh(a, b), target + Count);
            return;
        }

        for (int i = 0; i < Count; i++)
        {
            (target[2 * i], target[(2 * i) + 1]) = (a[i], b[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Evens(Vector128<float> low, Vector128<float> high) => Sse.IsSupported
        ? Sse.Shuffle(low, high, 0b10_00_10_00)
        : Vector128.Create(low[0], low[2], high[0], high[2]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Odds(Vector128<float> low, Vector128<float> high) => Sse.IsSupported
        ? Sse.Shuffle(low, high, 0b11_01_11_01)
        : Vector128.Create(low[1], low[3], high[1], high[3]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(float* source, long sourceStride, float* target, long targetStride)
    {
        if (!Sse.IsSupported)
        {
            Phases.Transpose(source, sourceStride, target, targetStride, Count);
            return;
        }

        (Vector128<float> a, Vector128<float> b) = (Load(source), Load(source + sourceStride));
        (Vector128<float> c, Vector128<float> d) = (Load(source + (2 * sourceStride)), Load(source + (3 * sourceStride)));
        (Vector128<float> ab, Vector128<float> cd) = (Sse.UnpackLow(a, b), Sse.UnpackLow(c, d));
        Store(Sse.MoveLowToHigh(ab, cd), target);
        Store(Sse.MoveHighToLow(cd, ab), target + targetStride);
        (ab, cd) = (Sse.UnpackHigh(a, b), Sse.UnpackHigh(c, d));
        Store(Sse.MoveLowToHigh(ab, cd), target + (2 * targetStride));
        Store(Sse.MoveHighToLow(cd, ab), target + (3 * targetStride));
    }
}
