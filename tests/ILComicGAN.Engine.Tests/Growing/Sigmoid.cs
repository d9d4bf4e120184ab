using System.Runtime.CompilerServices;
using ILComicGAN.Engine.Devices.Cpu.Simd;
using ILComicGAN.Engine.Elementwise;

namespace ILComicGAN.Engine.Tests.Growing;

/// <summary>1/(1 + e⁻ˣ), here by tanh: ½ + ½·tanh(x/2).</summary>
internal readonly struct Sigmoid : IUnaryFunction
{
    public static SavedForGradient Saves => SavedForGradient.Result;

    public static double Define(double x, double p0, double p1) => 1 / (1 + Math.Exp(-x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TSimd, TVector>(TVector x, TVector p0, TVector p1)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged => throw new NotSupportedException();

    public static bool HasRuns => true;

    public static void Run(ReadOnlySpan<float> x, Span<float> y) => System.Numerics.Tensors.TensorPrimitives.Sigmoid(x, y);

    public static Tensor Gradient(Tensor g, Tensor? saved, double p0, double p1) => g * saved! * (-saved! + 1);

    public float Apply(float x, float p0, float p1) => 0.5f + (0.5f * Accurate.Tanh(0.5f * x));
}
