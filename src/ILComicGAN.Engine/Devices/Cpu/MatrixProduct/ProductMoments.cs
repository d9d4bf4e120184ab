using ILComicGAN.Engine.Devices.Cpu.Normalization;
using ILComicGAN.Engine.Devices.Cpu.Simd;

namespace ILComicGAN.Engine.Devices.Cpu.MatrixProduct;

/// <summary>Which planes the rows of a product are, if their moments are gathered.</summary>
/// <param name="Moments">Where to; null for nowhere.</param>
/// <param name="Sample">The sample that the product belongs to.</param>
/// <param name="FirstChannel">The channel that is its first row.</param>
internal readonly record struct ProductMoments<TSimd, TVector>(OutputMoments<TSimd, TVector>? Moments, int Sample, int FirstChannel)
    where TSimd : ISimd<TVector>
    where TVector : unmanaged
{
    /// <summary>Says that each row is written in <paramref name="blocks"/> blocks of columns.</summary>
    public void Begin(int blocks) => Moments?.Begin(blocks);

    /// <summary>Gathers a block's columns of rows [from, to), which lie at c + row·stride.</summary>
    public unsafe void Gather(int block, int from, int to, float* c, long stride, int columns)
    {
        for (int row = from; Moments is not null && row < to; row++)
        {
            Moments.Gather(Sample, FirstChannel + row, block, c + (row * stride), 0, 1, columns);
        }
    }
}
