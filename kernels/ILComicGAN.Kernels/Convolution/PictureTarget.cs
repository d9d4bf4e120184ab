using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Kernels.Elementwise;
using ILComicGAN.Kernels.Normalization;
using ILComicGAN.Kernels.Tiles;
using ILGPU;

namespace ILComicGAN.Kernels.Convolution;

/// <summary>
/// Channels of pictures [N, M, H, W] from a product's rows, with the epilogue applied before the only store and, if asked
/// for, moments of what was stored. A phase of a strided input gradient writes every other pixel.
/// </summary>
internal readonly struct PictureTarget<TActivation>(
    ArrayView<float> y,
    EpilogueTerms<TActivation> epilogue,
    ArrayView<float> means,
    ArrayView<float> variances,
    PictureTargetSizes sizes) : ITarget
    where TActivation : struct, IUnaryFunction
{
    private readonly ArrayView<float> _y = y;
    private readonly EpilogueTerms<TActivation> _epilogue = epilogue;
    private readonly ArrayView<float> _means = means;
    private readonly ArrayView<float> _variances = variances;
    private readonly PictureTargetSizes _s = sizes;

    public bool MayTakeMoments => true;

    public bool TakesMoments => _s.Parts > 0;

    public int Columns => _s.Columns;

    public Float4 Store(int slice, int row, int column, Float4 values)
    {
        if (row >= _s.Channels || column >= _s.Columns)
        {
            return values;
        }

        float bias = _epilogue.Bias(row);
        if (_s.IsContiguous != 0)
        {
            // Four pixels of one sample, 16-byte aligned.
            int position = (slice * _s.BatchColumns) + column;
            int n = _s.ByGridPixels.Quotient(position);
            long at = ((((long)n * _s.Channels) + row) * _s.GridPixels) + position - (n * _s.GridPixels);
            Float4 results = _epilogue.Apply(values, bias, at);
            _y.Cast<Float4>()[at >> 2] = results;
            return results;
        }

        return new()
        {
            X = StoreOne(slice, row, column, values.X, bias),
            Y = StoreOne(slice, row, column + 1, values.Y, bias),
            Z = StoreOne(slice, row, column + 2, values.Z, bias),
            W = StoreOne(slice, row, column + 3, values.W, bias),
        };
    }

    /// <summary>The moments of a row's columns in one tile; a slice is a sample.</summary>
    public void StoreMoments(int slice, int row, int part, Moments moments)
    {
        if (row < _s.Channels)
        {
            long at = ((((long)slice * _s.Channels) + row) * _s.Parts) + part;
            _means[at] = moments.Mean;
            _variances[at] = moments.Squares / moments.Count;
        }
    }

    public float StoreOne(int slice, int row, int column, float sum, float bias)
    {
        if (column >= _s.Columns)
        {
            return sum;
        }

        int position = (slice * _s.BatchColumns) + column;
        int n = _s.ByGridPixels.Quotient(position);
        int pixel = position - (n * _s.GridPixels);
        int i = _s.ByGridWidth.Quotient(pixel);
        int y = (i * _s.Step) + _s.FirstRow;
        int x = ((pixel - (i * _s.GridWidth)) * _s.Step) + _s.FirstColumn;
        long at = ((((long)n * _s.Channels) + row) * _s.Height * _s.Width) + ((long)y * _s.Width) + x;
        float result = _epilogue.Apply(sum, bias, at);
        _y[at] = result;
        return result;
    }
}
