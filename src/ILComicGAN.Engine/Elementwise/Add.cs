using System.Runtime.CompilerServices;
using ILComicGAN.Engine.Devices.Cpu.Simd;

namespace ILComicGAN.Engine.Elementwise;

/// <summary>a + b.</summary>
internal readonly struct Add : IBinaryFunction
{
    public static (bool A, bool B) HasGradient => (true, true);

    public static (bool A, bool B) Saves(bool gradientOfA, bool gradientOfB) => (false, false);

    public static double Define(double a, double b, double p) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TSimd, TVector>(TVector a, TVector b, TVector p)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged =>
        TSimd.Add(a, b);

    public static Tensor GradientOfA(Tensor g, Tensor? a, Tensor? b, double p) => g;

    public static Tensor GradientOfB(Tensor g, Tensor? a, Tensor? b, double p) => g;

    public float Apply(float a, float b, float p) => a + b;
}
