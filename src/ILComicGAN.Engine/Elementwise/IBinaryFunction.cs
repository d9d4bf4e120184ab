using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices.Cpu.Simd;

namespace ILComicGAN.Engine.Elementwise;

/// <summary>
/// y = f(a, b; p) in all the forms that are asked for: a struct of this kind is everything that a function needs, besides its
/// line in <see cref="Contract.BinaryOp"/> and a method or operator that calls it.
/// </summary>
internal interface IBinaryFunction
{
    /// <summary>Which operands have a gradient.</summary>
    static abstract (bool A, bool B) HasGradient { get; }

    /// <summary>Which operands are kept for the gradients that are wanted.</summary>
    static abstract (bool A, bool B) Saves(bool gradientOfA, bool gradientOfB);

    /// <summary>The definition.</summary>
    static abstract double Define(double a, double b, double p);

    /// <summary>For vectors of the processor.</summary>
    static abstract TVector Invoke<TSimd, TVector>(TVector a, TVector b, TVector p)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged;

    /// <summary>The gradient in a of ⟨g, f(a, b)⟩ before what was repeated is summed; a and b where they were kept.</summary>
    static abstract Tensor GradientOfA(Tensor g, Tensor? a, Tensor? b, double p);

    /// <summary>The gradient in b.</summary>
    static abstract Tensor GradientOfB(Tensor g, Tensor? a, Tensor? b, double p);

    /// <summary>For a thread of a GPU, in arithmetic that ILGPU compiles.</summary>
    float Apply(float a, float b, float p);
}
