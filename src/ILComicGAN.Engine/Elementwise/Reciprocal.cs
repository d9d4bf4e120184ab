using System.Runtime.CompilerServices;
using ILComicGAN.Engine.Devices.Cpu.Simd;

namespace ILComicGAN.Engine.Elementwise;

/// <summary>1/x.</summary>
internal readonly struct Reciprocal : IUnaryFunction
{
    public static SavedForGradient Saves => SavedForGradient.Result;

    public static double Define(double x, double p0, double p1) => 1 / x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TSimd, TVector>(TVector x, TVector p0, TVector p1)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged =>
        TSimd.Divide(TSimd.Create(1), x);

    public static Tensor Gradient(Tensor g, Tensor? saved, double p0, double p1) =>
        g * (saved! * saved!) * -1;

    public float Apply(float x, float p0, float p1) => 1 / x;
}
