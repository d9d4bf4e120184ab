using ILComicGAN.Engine.Devices.Cpu.Normalization;
using ILComicGAN.Engine.Devices.Cpu.Simd;

namespace ILComicGAN.Engine.Devices.Cpu.Convolution;

/// <summary>A 3×3 convolution that is computed by tiles: what it reads and where it writes.</summary>
/// <param name="x">[N, C_in, …] as <paramref name="source"/> says.</param>
/// <param name="source">The picture with its border.</param>
/// <param name="bias">[C_out] or null.</param>
/// <param name="slope">Of a LeakyReLU on the result; 1 for none.</param>
/// <param name="y">[N, C_out, height, width].</param>
/// <param name="batch">N.</param>
/// <param name="inChannels">C_in.</param>
/// <param name="outChannels">C_out.</param>
/// <param name="height">Of the output.</param>
/// <param name="width">Of the output.</param>
/// <param name="moments">Gathers those of the result; or null.</param>
internal sealed unsafe class WinogradLayer<TSimd, TVector>(
    float* x,
    PictureSource source,
    float* bias,
    float slope,
    float* y,
    int batch,
    int inChannels,
    int outChannels,
    int height,
    int width,
    OutputMoments<TSimd, TVector>? moments = null)
    where TSimd : ISimd<TVector>
    where TVector : unmanaged
{
    public float* X => x;

    public PictureSource Source => source;

    public float Slope => slope;

    public int Batch => batch;

    public int InChannels => inChannels;

    public int OutChannels => outChannels;

    public int Height => height;

    public int Width => width;

    public OutputMoments<TSimd, TVector>? Moments => moments;

    /// <summary>Plane n·C_in + c of the input.</summary>
    public float* Input(long plane) => x + (plane * source.Plane);

    /// <summary>The plane of the output.</summary>
    public float* Output(int picture, int channel) => y + ((((long)picture * outChannels) + channel) * height * width);

    /// <summary>What is added to a channel.</summary>
    public float Offset(int channel) => bias is null ? 0 : bias[channel];
}
