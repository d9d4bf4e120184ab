using ILComicGAN.Engine.Devices.Cpu.Simd;

namespace ILComicGAN.Engine.Devices.Cpu.Elementwise;

/// <summary>y = f(x; p₀, p₁), for vectors of any width.</summary>
internal interface IUnaryOperator
{
    static abstract TVector Invoke<TSimd, TVector>(TVector x, TVector p0, TVector p1)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged;
}
