using System.Runtime.CompilerServices;
using ILComicGAN.Engine.Devices.Cpu.Simd;

namespace ILComicGAN.Engine.Elementwise;

/// <summary>1 where p₀ &lt; x &lt; p₁, 0 elsewhere: the derivative of <see cref="Clamp"/>.</summary>
internal readonly struct InRange : IUnaryFunction
{
    public static SavedForGradient Saves => SavedForGradient.NoGradient;

    public static double Define(double x, double p0, double p1) => x > p0 && x < p1 ? 1 : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TSimd, TVector>(TVector x, TVector p0, TVector p1)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged =>
        TSimd.WhereGreater(x, p0, TSimd.WhereGreater(p1, x, TSimd.Create(1), TSimd.Zero), TSimd.Zero);

    public static Tensor Gradient(Tensor g, Tensor? saved, double p0, double p1) =>
        throw new InvalidOperationException("a piecewise constant function has no gradient");

    public float Apply(float x, float p0, float p1) => x > p0 && x < p1 ? 1f : 0f;
}
