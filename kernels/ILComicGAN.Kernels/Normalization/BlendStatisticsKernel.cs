using ILComicGAN.Kernels.Reduction;
using ILGPU;

namespace ILComicGAN.Kernels.Normalization;

/// <summary>
/// The mean and the scale of a blend of instance and layer normalization, a group of threads for each sample: what would
/// otherwise be a dozen launches for a few hundred numbers.
/// </summary>
/// <remarks>Bound by its launch.</remarks>
internal static class BlendStatisticsKernel
{
    /// <summary>Threads of a group, a power of two.</summary>
    public const int Threads = 128;

    /// <summary>Grid: (samples).</summary>
    public static void Run(BlendViews views, int channels)
    {
        ArrayView<float> memory = SharedMemory.Allocate<float>(Threads);
        int first = Grid.IdxX * channels;
        CompensatedSum means = default;
        for (int c = Group.IdxX; c < channels; c += Threads)
        {
            means.Add(views.Mean[first + c]);
        }

        float layerMean = default(TreeGroupSum).Sum(means.Value, memory) / channels;
        CompensatedSum variances = default;
        for (int c = Group.IdxX; c < channels; c += Threads)
        {
            float rstd = views.Rstd[first + c];
            float apart = views.Mean[first + c] - layerMean;
            variances.Add((1f / (rstd * rstd)) + (apart * apart));
        }

        float layerRstd = 1f / MathF.Sqrt(default(TreeGroupSum).Sum(variances.Value, memory) / channels);
        for (int c = Group.IdxX; c < channels; c += Threads)
        {
            float share = views.Share[c];
            float ofInstance = share * views.Rstd[first + c];
            float ofLayer = (1f - share) * layerRstd;
            float scale = ofInstance + ofLayer;
            views.Scale[first + c] = scale;
            views.BlendedMean[first + c] = ((ofInstance * views.Mean[first + c]) + (ofLayer * layerMean)) / scale;
        }
    }
}
