using ILComicGAN.Engine.Devices.Cpu.MatrixProduct;
using ILComicGAN.Engine.Devices.Cpu.Normalization;
using ILComicGAN.Engine.Devices.Cpu.Simd;

namespace ILComicGAN.Engine.Devices.Cpu.Convolution;

/// <summary>The pixels of a picture as a matrix [channel][pixel], which a 1×1 convolution multiplies.</summary>
/// <param name="picture">Its first channel.</param>
/// <param name="source">Whose normalization, if any, is applied on the way.</param>
/// <param name="firstPlane">Which plane of the source the first channel is.</param>
internal readonly unsafe struct PixelPanels<TSimd, TVector>(float* picture, PictureSource source, long firstPlane) : IPanelSource
    where TSimd : ISimd<TVector>
    where TVector : unmanaged
{
    public void Pack(int row, int rows, int column, int columns, int width, float* panels)
    {
        if (!source.IsNormalized)
        {
            new MatrixPanels<TSimd, TVector>(picture, source.Plane, 1).Pack(row, rows, column, columns, width, panels);
            return;
        }

        long panelLength = (long)rows * width;
        for (int r = 0; r < rows; r++, panels += width)
        {
            PlaneNormalization plane = source.Normalization(firstPlane + row + r);
            float* line = picture + ((row + r) * source.Plane) + column;
            float* panel = panels;
            for (int done = 0; done < columns; done += width, panel += panelLength)
            {
                int count = Math.Min(width, columns - done);
                plane.Run<TSimd, TVector>(line + done, null, panel, count);
                new Span<float>(panel + count, width - count).Clear();
            }
        }
    }
}
