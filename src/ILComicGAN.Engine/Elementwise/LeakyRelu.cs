using System.Runtime.CompilerServices;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices.Cpu.Simd;
using ILComicGAN.Engine.Operations.Elementwise;

namespace ILComicGAN.Engine.Elementwise;

/// <summary>x for x &gt; 0, p₀·x otherwise (p₀ = 0 is ReLU).</summary>
internal readonly struct LeakyRelu : IUnaryFunction
{
    public static SavedForGradient Saves => SavedForGradient.Result;

    public static double Define(double x, double p0, double p1) => x > 0 ? x : p0 * x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TSimd, TVector>(TVector x, TVector p0, TVector p1)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged =>
        TSimd.WhereGreater(x, TSimd.Zero, x, TSimd.Multiply(p0, x));

    // With a slope of at least 0, f(x) > 0 exactly where x > 0.
    public static Tensor Gradient(Tensor g, Tensor? saved, double p0, double p1) =>
        BinaryFunction.Forward(BinaryOp.LeakyReluGate, g, saved!, p0);

    public float Apply(float x, float p0, float p1) => x > 0 ? x : p0 * x;
}
