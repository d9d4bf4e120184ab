using System.Runtime.CompilerServices;

namespace ILComicGAN.Engine.Devices.Cpu.Normalization;

/// <summary>Nothing is done.</summary>
internal readonly struct UnchangedElements<TVector> : IElementMap<TVector>
    where TVector : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Apply(TVector x) => x;
}
