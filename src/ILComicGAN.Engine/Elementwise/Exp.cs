using System.Numerics.Tensors;
using ILComicGAN.Engine.Devices.Cpu.Simd;

namespace ILComicGAN.Engine.Elementwise;

/// <summary>eˣ.</summary>
internal readonly struct Exp : IUnaryFunction
{
    public static SavedForGradient Saves => SavedForGradient.Result;

    public static bool HasRuns => true;

    public static double Define(double x, double p0, double p1) => Math.Exp(x);

    public static TVector Invoke<TSimd, TVector>(TVector x, TVector p0, TVector p1)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged => throw new NotSupportedException();

    public static void Run(ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Exp(x, y);

    public static Tensor Gradient(Tensor g, Tensor? saved, double p0, double p1) =>
        g * saved!;

    public float Apply(float x, float p0, float p1) => Accurate.Exp(x);
}
