using ILGPU;

namespace ILComicGAN.Kernels.Normalization;

/// <summary>What <see cref="BlendStatisticsKernel"/> reads, [N, C] and [C], and writes, [N, C].</summary>
internal struct BlendViews
{
    public ArrayView<float> Mean, Rstd, Share, BlendedMean, Scale;
}
