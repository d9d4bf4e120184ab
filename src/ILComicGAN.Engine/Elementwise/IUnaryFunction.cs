using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices.Cpu.Simd;

namespace ILComicGAN.Engine.Elementwise;

/// <summary>
/// y = f(x; p₀, p₁) in all the forms that are asked for: a struct of this kind is everything that a function needs, besides
/// its line in <see cref="Contract.UnaryOp"/> and in <see cref="Functional"/>.
/// </summary>
internal interface IUnaryFunction
{
    /// <summary>What is kept for the gradient.</summary>
    static abstract SavedForGradient Saves { get; }

    /// <summary>Whether the processor computes whole runs by <see cref="Run"/> and not vector by vector.</summary>
    static virtual bool HasRuns => false;

    /// <summary>The definition.</summary>
    static abstract double Define(double x, double p0, double p1);

    /// <summary>For vectors of the processor.</summary>
    static abstract TVector Invoke<TSimd, TVector>(TVector x, TVector p0, TVector p1)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged;

    /// <summary>For whole runs on the processor, where <see cref="HasRuns"/>.</summary>
    static virtual void Run(ReadOnlySpan<float> x, Span<float> y) => throw new NotSupportedException();

    /// <summary>The gradient in x of ⟨g, f(x)⟩, in differentiable operations.</summary>
    /// <param name="g">Gradient of the result.</param>
    /// <param name="saved">x or the result, as <see cref="Saves"/> says.</param>
    /// <param name="p0">p₀.</param>
    /// <param name="p1">p₁.</param>
    static abstract Tensor Gradient(Tensor g, Tensor? saved, double p0, double p1);

    /// <summary>For a thread of a GPU, in arithmetic that ILGPU compiles.</summary>
    float Apply(float x, float p0, float p1);
}
