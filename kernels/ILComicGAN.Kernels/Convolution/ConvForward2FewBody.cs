using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Kernels.Launch;
using ILComicGAN.Kernels.Tiles;
using ILGPU;

namespace ILComicGAN.Kernels.Convolution;

/// <summary>
/// Step 2 of the forward ladder, for up to four output channels and stride 1, where a tile of rows would be all but empty:
/// a thread has all channels of four neighboring pixels of a row, so that each element that it reads serves up to four
/// taps and four channels, sixteen multiply-adds. A plane is a sample.
/// </summary>
internal readonly struct ConvForward2FewBody<TActivation>(
    ArrayView<float> x,
    ArrayView<Float4> w,
    PrologueTerms prologue,
    EpilogueTerms<TActivation> epilogue,
    ArrayView<float> y,
    ConvolutionSizes sizes) : IPlaneBody
    where TActivation : struct, IUnaryFunction
{
    private readonly ArrayView<float> _x = x;
    private readonly ArrayView<Float4> _w = w;
    private readonly PrologueTerms _prologue = prologue;
    private readonly EpilogueTerms<TActivation> _epilogue = epilogue;
    private readonly ArrayView<float> _y = y;
    private readonly ConvolutionSizes _s = sizes;
    private readonly FastDivisor _byQuads = new((sizes.OutWidth + 3) / 4);

    /// <summary>Index: four pixels of a row.</summary>
    public void At(int plane, int index)
    {
        int row = _byQuads.Quotient(index);
        int column = 4 * _byQuads.Remainder(index, row);
        Float4 sum0 = default;
        Float4 sum1 = default;
        Float4 sum2 = default;
        Float4 sum3 = default;
        int weight = 0;
        for (int i = 0; i < _s.InChannels; i++)
        {
            int input = (plane * _s.InChannels) + i;
            ArrayView<float> picture = _x.SubView((long)input * _s.InHeight * _s.InWidth);
            ChannelTerms terms = _prologue.Of(input, i);
            for (int ky = 0; ky < _s.KernelHeight; ky++)
            {
                float pixel0 = Read(picture, terms, row + ky, column);
                float pixel1 = Read(picture, terms, row + ky, column + 1);
                float pixel2 = Read(picture, terms, row + ky, column + 2);
                for (int kx = 0; kx < _s.KernelWidth; kx++)
                {
                    float pixel3 = Read(picture, terms, row + ky, column + kx + 3);
                    Float4 taps = _w[weight];
                    sum0.Fma(pixel0, taps);
                    sum1.Fma(pixel1, taps);
                    sum2.Fma(pixel2, taps);
                    sum3.Fma(pixel3, taps);
                    (pixel0, pixel1, pixel2) = (pixel1, pixel2, pixel3);
                    weight++;
                }
            }
        }

        Store(plane, 0, row, column, new() { X = sum0.X, Y = sum1.X, Z = sum2.X, W = sum3.X });
        Store(plane, 1, row, column, new() { X = sum0.Y, Y = sum1.Y, Z = sum2.Y, W = sum3.Y });
        Store(plane, 2, row, column, new() { X = sum0.Z, Y = sum1.Z, Z = sum2.Z, W = sum3.Z });
        Store(plane, 3, row, column, new() { X = sum0.W, Y = sum1.W, Z = sum2.W, W = sum3.W });
    }

    /// <summary>A pixel as the convolution sees it; beyond the last column, where it is not used, any.</summary>
    private float Read(ArrayView<float> picture, ChannelTerms terms, int row, int column)
    {
        int at = _s.Find(row + _s.FirstRow, Math.Min(column, _s.OutWidth + _s.KernelWidth - 2) + _s.FirstColumn);
        return at >= 0 ? terms.Apply(picture[at]) : 0f;
    }

    private void Store(int plane, int channel, int row, int column, Float4 sums)
    {
        if (channel >= _s.OutChannels)
        {
            return;
        }

        float bias = _epilogue.Bias(channel);
        long at = ((((long)plane * _s.OutChannels) + channel) * _s.OutHeight * _s.OutWidth) + ((long)row * _s.OutWidth) + column;
        if ((_s.OutWidth & 3) == 0)
        {
            _y.Cast<Float4>()[at >> 2] = _epilogue.Apply(sums, bias, at);
            return;
        }

        _y[at] = _epilogue.Apply(sums.X, bias, at);
        if (column + 1 < _s.OutWidth)
        {
            _y[at + 1] = _epilogue.Apply(sums.Y, bias, at + 1);
        }

        if (column + 2 < _s.OutWidth)
        {
            _y[at + 2] = _epilogue.Apply(sums.Z, bias, at + 2);
        }

        if (column + 3 < _s.OutWidth)
        {
            _y[at + 3] = _epilogue.Apply(sums.W, bias, at + 3);
        }
    }
}
