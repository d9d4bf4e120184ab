using ILComicGAN.Kernels.Launch;
using ILGPU;

namespace ILComicGAN.Kernels.Resizing;

/// <summary>Each source pixel gathers from the target pixels that read it.</summary>
internal readonly struct ResizeGradientBody(ArrayView<float> gy, ArrayView<float> gx, ResizeSizes sizes) : IPlaneBody
{
    private readonly ArrayView<float> _gy = gy;
    private readonly ArrayView<float> _gx = gx;
    private readonly ResizeSizes _sizes = sizes;

    public void At(int plane, int index)
    {
        int row = index / _sizes.InWidth;
        int column = index % _sizes.InWidth;
        int lastRow = ResizeTap.LastReader(row, _sizes.InHeight, _sizes.OutHeight);
        int firstColumn = ResizeTap.FirstReader(column, _sizes.InWidth, _sizes.OutWidth);
        int lastColumn = ResizeTap.LastReader(column, _sizes.InWidth, _sizes.OutWidth);
        long start = (long)plane * _sizes.OutHeight * _sizes.OutWidth;
        float sum = 0;
        for (int i = ResizeTap.FirstReader(row, _sizes.InHeight, _sizes.OutHeight); i <= lastRow; i++)
        {
            float rowWeight = ResizeTap.At(i, _sizes.InHeight, _sizes.OutHeight, _sizes.Linear).WeightOf(row);
            if (rowWeight != 0)
            {
                for (int j = firstColumn; j <= lastColumn; j++)
                {
                    ResizeTap tap = ResizeTap.At(j, _sizes.InWidth, _sizes.OutWidth, _sizes.Linear);
                    sum += rowWeight * tap.WeightOf(column) * _gy[start + ((long)i * _sizes.OutWidth) + j];
                }
            }
        }

        _gx[((long)plane * _sizes.InHeight * _sizes.InWidth) + index] = sum;
    }
}
