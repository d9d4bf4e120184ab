using System.Runtime.CompilerServices;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices.Cpu.Simd;
using ILComicGAN.Engine.Operations.Elementwise;

namespace ILComicGAN.Engine.Elementwise;

/// <summary>a where b &gt; 0, p·a elsewhere: the derivative of LeakyReLU at b, applied to a.</summary>
internal readonly struct LeakyReluGate : IBinaryFunction
{
    public static (bool A, bool B) HasGradient => (true, false);

    public static (bool A, bool B) Saves(bool gradientOfA, bool gradientOfB) => (false, true);

    public static double Define(double a, double b, double p) => b > 0 ? a : p * a;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TSimd, TVector>(TVector a, TVector b, TVector p)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged =>
        TSimd.WhereGreater(b, TSimd.Zero, a, TSimd.Multiply(p, a));

    public static Tensor GradientOfA(Tensor g, Tensor? a, Tensor? b, double p) => BinaryFunction.Forward(BinaryOp.LeakyReluGate, g, b!, p);

    public static Tensor GradientOfB(Tensor g, Tensor? a, Tensor? b, double p) => throw new InvalidOperationException("the function is piecewise constant in this operand");

    public float Apply(float a, float b, float p) => b > 0 ? a : p * a;
}
