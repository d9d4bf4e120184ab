using System.Runtime.CompilerServices;
using ILComicGAN.Engine.Devices.Cpu.Simd;

namespace ILComicGAN.Engine.Elementwise;

/// <summary>a/b.</summary>
internal readonly struct Divide : IBinaryFunction
{
    public static (bool A, bool B) HasGradient => (true, true);

    public static (bool A, bool B) Saves(bool gradientOfA, bool gradientOfB) => (true, true);

    public static double Define(double a, double b, double p) => a / b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TSimd, TVector>(TVector a, TVector b, TVector p)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged =>
        TSimd.Divide(a, b);

    public static Tensor GradientOfA(Tensor g, Tensor? a, Tensor? b, double p) => g / b!;

    public static Tensor GradientOfB(Tensor g, Tensor? a, Tensor? b, double p) => -(g * a!) / (b! * b!);

    public float Apply(float a, float b, float p) => a / b;
}
