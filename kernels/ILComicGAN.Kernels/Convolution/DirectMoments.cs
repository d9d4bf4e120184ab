using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Kernels.Elementwise;
using ILComicGAN.Kernels.Normalization;
using ILComicGAN.Kernels.Reduction;

namespace ILComicGAN.Kernels.Convolution;

/// <summary>Of the elements of a convolution, which are computed and stored on the way.</summary>
internal readonly struct DirectMoments<TActivation>(ConvForward1DirectBody<TActivation> convolution) : IMomentSource
    where TActivation : struct, IUnaryFunction
{
    private readonly ConvForward1DirectBody<TActivation> _convolution = convolution;

    public Moments Gather(int row, long first, long end, int step)
    {
        if (first >= end)
        {
            return default;
        }

        // As in ElementMoments: distances from the first element, so that nothing cancels.
        float shift = _convolution.Compute(row, (int)first);
        CompensatedSum sum = default;
        CompensatedSum squares = default;
        float count = 1f;
        for (long i = first + step; i < end; i += step)
        {
            float off = _convolution.Compute(row, (int)i) - shift;
            sum.Add(off);
            squares.Add(off * off);
            count += 1f;
        }

        float mean = sum.Value / count;
        return new Moments { Count = count, Mean = shift + mean, Squares = squares.Value - (sum.Value * mean) };
    }
}
