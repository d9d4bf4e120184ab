using ILComicGAN.Engine.Contract;

namespace ILComicGAN.Engine.Devices.Cpu.Normalization;

/// <summary>A <see cref="Contract.NormalizationPrologue"/> of the planes [N, C] of an input; the default stands for none.</summary>
/// <param name="mean">μ [N, C].</param>
/// <param name="rstd">1/√(σ² + ε) [N, C].</param>
/// <param name="gamma">γ [C] or null.</param>
/// <param name="beta">β [C] or null.</param>
/// <param name="slope">Of the LeakyReLU.</param>
/// <param name="channels">C.</param>
internal readonly unsafe struct PendingPlanes(float* mean, float* rstd, float* gamma, float* beta, float slope, int channels)
{
    /// <summary>Whether there is none.</summary>
    public bool IsNone => mean is null;

    /// <summary>That of plane n·C + c.</summary>
    public PlaneNormalization this[long plane]
    {
        get
        {
            int c = (int)(plane % channels);
            return new PlaneNormalization(
                mean[plane], gamma is null ? rstd[plane] : rstd[plane] * gamma[c], beta is null ? 0 : beta[c], slope);
        }
    }
}
