using ILGPU;

namespace ILComicGAN.Kernels;

/// <summary>
/// Channels of pictures [N, M, H, W] from a product's rows, with the epilogue y = LeakyReLU(sum + bias; slope)
/// applied before the only store. A phase of a strided input gradient writes every other pixel.
/// </summary>
internal readonly struct PictureTarget(
    ArrayView<float> y, ArrayView<float> bias, PictureTargetSizes sizes) : ITarget
{
    private readonly ArrayView<float> _y = y;
    private readonly ArrayView<float> _bias = bias;
    private readonly PictureTargetSizes _s = sizes;

    public void Store(int slice, int row, int column, Float4 values)
    {
        if (row >= _s.Channels || column >= _s.Columns)
        {
            return;
        }

        float bias = _s.HasBias != 0 ? _bias[row] : 0f;
        if (_s.IsContiguous != 0)
        {
            // Four pixels of one sample, 16-byte aligned.
            int n = _s.ByGridPixels.Quotient(column);
            long at = ((((long)n * _s.Channels) + row) * _s.GridPixels) + column - (n * _s.GridPixels);
            Float4 results;
            results.X = Activate(values.X + bias);
            results.Y = Activate(values.Y + bias);
            results.Z = Activate(values.Z + bias);
            results.W = Activate(values.W + bias);
            _y.Cast<Float4>()[at >> 2] = results;
            return;
        }

        StoreOne(row, column, values.X + bias);
        StoreOne(row, column + 1, values.Y + bias);
        StoreOne(row, column + 2, values.Z + bias);
        StoreOne(row, column + 3, values.W + bias);
    }

    private float Activate(float z) => z > 0f ? z : _s.Slope * z;

    public void StoreOne(int row, int column, float z)
    {
        if (column >= _s.Columns)
        {
            return;
        }

        int n = _s.ByGridPixels.Quotient(column);
        int pixel = column - (n * _s.GridPixels);
        int i = _s.ByGridWidth.Quotient(pixel);
        int y = (i * _s.Step) + _s.FirstRow;
        int x = ((pixel - (i * _s.GridWidth)) * _s.Step) + _s.FirstColumn;
        long at = ((((long)n * _s.Channels) + row) * _s.Height * _s.Width) + ((long)y * _s.Width) + x;
        _y[at] = Activate(z);
    }
}
