using System.Runtime.CompilerServices;
using ILComicGAN.Engine.Devices.Cpu.Simd;

namespace ILComicGAN.Engine.Elementwise;

/// <summary>√x.</summary>
internal readonly struct Sqrt : IUnaryFunction
{
    public static SavedForGradient Saves => SavedForGradient.Result;

    public static double Define(double x, double p0, double p1) => Math.Sqrt(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TSimd, TVector>(TVector x, TVector p0, TVector p1)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged =>
        TSimd.Sqrt(x);

    public static Tensor Gradient(Tensor g, Tensor? saved, double p0, double p1) =>
        g / saved! * 0.5;

    public float Apply(float x, float p0, float p1) => MathF.Sqrt(x);
}
