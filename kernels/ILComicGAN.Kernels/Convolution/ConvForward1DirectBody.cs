using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Kernels.Elementwise;
using ILComicGAN.Kernels.Launch;
using ILGPU;

namespace ILComicGAN.Kernels.Convolution;

/// <summary>
/// Step 1 of the forward ladder: one thread per output element, everything from the caches; a plane is one sample's output
/// channel. What serves depthwise convolutions.
/// </summary>
internal readonly struct ConvForward1DirectBody<TActivation>(
    ArrayView<float> x,
    ArrayView<float> w,
    PrologueTerms prologue,
    EpilogueTerms<TActivation> epilogue,
    ArrayView<float> y,
    ConvolutionSizes sizes) : IPlaneBody
    where TActivation : struct, IUnaryFunction
{
    private readonly ArrayView<float> _x = x;
    private readonly ArrayView<float> _w = w;
    private readonly PrologueTerms _prologue = prologue;
    private readonly EpilogueTerms<TActivation> _epilogue = epilogue;
    private readonly ArrayView<float> _y = y;
    private readonly ConvolutionSizes _s = sizes;

    public void At(int plane, int index) => Compute(plane, index);

    /// <summary>Computes and stores one element.</summary>
    /// <returns>What was stored.</returns>
    public float Compute(int plane, int index)
    {
        int n = _s.ByOutChannels.Quotient(plane);
        int channel = plane - (n * _s.OutChannels);
        int firstChannel = _s.ByGroupOutChannels.Quotient(channel) * _s.GroupInChannels;
        int outRow = _s.ByOutWidth.Quotient(index);
        int top = (outRow * _s.Stride) + _s.FirstRow;
        int left = ((index - (outRow * _s.OutWidth)) * _s.Stride) + _s.FirstColumn;
        long weight = (long)channel * _s.GroupInChannels * _s.KernelHeight * _s.KernelWidth;
        float sum = 0f;
        for (int i = 0; i < _s.GroupInChannels; i++)
        {
            int input = (n * _s.InChannels) + firstChannel + i;
            ArrayView<float> picture = _x.SubView((long)input * _s.InHeight * _s.InWidth);
            ChannelTerms terms = _prologue.Of(input, firstChannel + i);
            for (int ky = 0; ky < _s.KernelHeight; ky++)
            {
                for (int kx = 0; kx < _s.KernelWidth; kx++)
                {
                    int at = _s.Find(top + ky, left + kx);
                    if (at >= 0)
                    {
                        sum += terms.Apply(picture[at]) * _w[weight];
                    }

                    weight++;
                }
            }
        }

        long result = ((long)plane * _s.OutHeight * _s.OutWidth) + index;
        float value = _epilogue.Apply(sum, _epilogue.Bias(channel), result);
        _y[result] = value;
        return value;
    }
}
