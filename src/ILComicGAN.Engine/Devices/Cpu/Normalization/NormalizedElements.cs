using System.Runtime.CompilerServices;
using ILComicGAN.Engine.Devices.Cpu.Simd;
using ILComicGAN.Engine.Elementwise;

namespace ILComicGAN.Engine.Devices.Cpu.Normalization;

/// <summary>A <see cref="PlaneNormalization"/> with its numbers in vectors.</summary>
internal readonly struct NormalizedElements<TSimd, TVector> : IElementMap<TVector>
    where TSimd : ISimd<TVector>
    where TVector : unmanaged
{
    private readonly TVector _mean;
    private readonly TVector _scale;
    private readonly TVector _offset;
    private readonly TVector _slope;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public NormalizedElements(in PlaneNormalization plane)
    {
        (_mean, _scale) = (TSimd.Create(plane.Mean), TSimd.Create(plane.Scale));
        (_offset, _slope) = (TSimd.Create(plane.Offset), TSimd.Create(plane.Slope));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Apply(TVector x)
    {
        TVector z = TSimd.MultiplyAdd(TSimd.Subtract(x, _mean), _scale, _offset);
        return TSimd.WhereGreater(z, TSimd.Zero, z, TSimd.Multiply(_slope, z));
    }
}
