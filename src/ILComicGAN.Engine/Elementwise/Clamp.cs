using System.Runtime.CompilerServices;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices.Cpu.Simd;
using ILComicGAN.Engine.Operations.Elementwise;

namespace ILComicGAN.Engine.Elementwise;

/// <summary>x limited to [p₀, p₁].</summary>
internal readonly struct Clamp : IUnaryFunction
{
    public static SavedForGradient Saves => SavedForGradient.Input;

    public static double Define(double x, double p0, double p1) => Math.Clamp(x, p0, p1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TSimd, TVector>(TVector x, TVector p0, TVector p1)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged =>
        TSimd.Min(TSimd.Max(x, p0), p1);

    public static Tensor Gradient(Tensor g, Tensor? saved, double p0, double p1) =>
        g * UnaryFunction.Forward(UnaryOp.InRange, saved!, p0, p1);

    public float Apply(float x, float p0, float p1) => x < p0 ? p0 : x > p1 ? p1 : x;
}
