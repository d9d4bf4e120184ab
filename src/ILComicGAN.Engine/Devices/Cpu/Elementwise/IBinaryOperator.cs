using ILComicGAN.Engine.Devices.Cpu.Simd;

namespace ILComicGAN.Engine.Devices.Cpu.Elementwise;

/// <summary>y = f(a, b; p), for vectors of any width.</summary>
internal interface IBinaryOperator
{
    static abstract TVector Invoke<TSimd, TVector>(TVector a, TVector b, TVector p)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged;
}
