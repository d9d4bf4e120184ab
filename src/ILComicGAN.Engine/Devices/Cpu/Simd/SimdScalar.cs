using System.Runtime.CompilerServices;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Elementwise;

namespace ILComicGAN.Engine.Devices.Cpu.Simd;

/// <summary>One float at a time: for machines without vectors, and for what is left over at the end of a row.</summary>
internal readonly unsafe struct SimdScalar : ISimd<float>
{
    public static int Count => 1;

    public static bool HasWideTile => false;

    public static float Zero => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Create(float value) => value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Load(float* source) => *source;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float value, float* target) => *target = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Add(float a, float b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Subtract(float a, float b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Multiply(float a, float b) => a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Divide(float a, float b) => a / b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MultiplyAdd(float a, float b, float c) => MathF.FusedMultiplyAdd(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Min(float a, float b) => MathF.Min(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(float a, float b) => MathF.Max(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Abs(float a) => MathF.Abs(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sqrt(float a) => MathF.Sqrt(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float WhereGreater(float a, float b, float yes, float no) => a > b ? yes : no;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(float a) => a;

    public static void Split4(float* source, float* target, int stride) => Phases.Split(4, source, target, stride, 1);

    public static void Split6(float* source, float* target, int stride) => Phases.Split(6, source, target, stride, 1);

    public static void Merge4(float p0, float p1, float p2, float p3, float* target) =>
        (target[0], target[1], target[2], target[3]) = (p0, p1, p2, p3);

    public static void Merge6(float p0, float p1, float p2, float p3, float p4, float p5, float* target) =>
        (target[0], target[1], target[2], target[3], target[4], target[5]) = (p0, p1, p2, p3, p4, p5);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Interleave(float a, float b, float* target) => (target[0], target[1]) = (a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Evens(float low, float high) => low;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Odds(float low, float high) => high;

    public static void Transpose(float* source, long sourceStride, float* target, long targetStride) => *target = *source;
}
