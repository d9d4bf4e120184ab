using System.Runtime.CompilerServices;
using ILComicGAN.Engine.Devices.Cpu.Simd;

namespace ILComicGAN.Engine.Elementwise;

/// <summary>p₀·x + p₁.</summary>
internal readonly struct Affine : IUnaryFunction
{
    public static SavedForGradient Saves => SavedForGradient.Nothing;

    public static double Define(double x, double p0, double p1) => (p0 * x) + p1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TSimd, TVector>(TVector x, TVector p0, TVector p1)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged =>
        TSimd.MultiplyAdd(p0, x, p1);

    public static Tensor Gradient(Tensor g, Tensor? saved, double p0, double p1) =>
        g * p0;

    public float Apply(float x, float p0, float p1) => (p0 * x) + p1;
}
