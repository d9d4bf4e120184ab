namespace ILComicGAN.Engine.Devices.Cpu.Normalization;

/// <summary>What is done to each element where it is read.</summary>
internal interface IElementMap<TVector>
    where TVector : unmanaged
{
    TVector Apply(TVector x);
}
