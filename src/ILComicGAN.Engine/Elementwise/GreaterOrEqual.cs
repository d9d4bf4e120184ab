using System.Runtime.CompilerServices;
using ILComicGAN.Engine.Devices.Cpu.Simd;

namespace ILComicGAN.Engine.Elementwise;

/// <summary>1 where a ≥ b, 0 elsewhere.</summary>
internal readonly struct GreaterOrEqual : IBinaryFunction
{
    public static (bool A, bool B) HasGradient => (false, false);

    public static (bool A, bool B) Saves(bool gradientOfA, bool gradientOfB) => (false, false);

    public static double Define(double a, double b, double p) => a >= b ? 1 : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TSimd, TVector>(TVector a, TVector b, TVector p)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged =>
        TSimd.WhereGreater(b, a, TSimd.Zero, TSimd.Create(1));

    public static Tensor GradientOfA(Tensor g, Tensor? a, Tensor? b, double p) => throw new InvalidOperationException("the function is piecewise constant in this operand");

    public static Tensor GradientOfB(Tensor g, Tensor? a, Tensor? b, double p) => throw new InvalidOperationException("the function is piecewise constant in this operand");

    public float Apply(float a, float b, float p) => a >= b ? 1f : 0f;
}
