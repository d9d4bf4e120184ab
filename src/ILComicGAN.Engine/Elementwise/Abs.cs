using System.Runtime.CompilerServices;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices.Cpu.Simd;
using ILComicGAN.Engine.Operations.Elementwise;

namespace ILComicGAN.Engine.Elementwise;

/// <summary>|x|.</summary>
internal readonly struct Abs : IUnaryFunction
{
    public static SavedForGradient Saves => SavedForGradient.Input;

    public static double Define(double x, double p0, double p1) => Math.Abs(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TSimd, TVector>(TVector x, TVector p0, TVector p1)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged =>
        TSimd.Abs(x);

    public static Tensor Gradient(Tensor g, Tensor? saved, double p0, double p1) =>
        g * UnaryFunction.Forward(UnaryOp.Sign, saved!);

    public float Apply(float x, float p0, float p1) => MathF.Abs(x);
}
