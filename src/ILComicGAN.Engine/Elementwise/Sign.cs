using System.Runtime.CompilerServices;
using ILComicGAN.Engine.Devices.Cpu.Simd;

namespace ILComicGAN.Engine.Elementwise;

/// <summary>−1, 0 or 1.</summary>
internal readonly struct Sign : IUnaryFunction
{
    public static SavedForGradient Saves => SavedForGradient.NoGradient;

    public static double Define(double x, double p0, double p1) => Math.Sign(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TSimd, TVector>(TVector x, TVector p0, TVector p1)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged =>
        TSimd.WhereGreater(x, TSimd.Zero, TSimd.Create(1), TSimd.WhereGreater(TSimd.Zero, x, TSimd.Create(-1), TSimd.Zero));

    public static Tensor Gradient(Tensor g, Tensor? saved, double p0, double p1) =>
        throw new InvalidOperationException("a piecewise constant function has no gradient");

    public float Apply(float x, float p0, float p1) => x > 0 ? 1 : x < 0 ? -1 : x;
}
