using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices.Cpu.Simd;

namespace ILComicGAN.Engine.Devices.Cpu.MatrixProduct;

/// <summary>A matrix in memory, element (r, c) at r·rowStride + c·columnStride; one of the strides is 1.</summary>
internal readonly unsafe struct MatrixPanels<TSimd, TVector>(float* values, long rowStride, long columnStride) : IPanelSource
    where TSimd : ISimd<TVector>
    where TVector : unmanaged
{
    public void Pack(int row, int rows, int column, int columns, int width, float* panels)
    {
        float* source = values + (row * rowStride) + (column * columnStride);
        if (columnStride == 1)
        {
            PackRows(source, rows, columns, width, panels);
            return;
        }

        for (int done = 0; done < columns; done += width, panels += (long)rows * width)
        {
            int count = Math.Min(width, columns - done);
            Transposition<TSimd, TVector>.Run(source + (done * columnStride), columnStride, count, rows, panels, width, width);
        }
    }

    /// <summary>Row by row through all panels, as the memory lies.</summary>
    private void PackRows(float* source, int rows, int columns, int width, float* panels)
    {
        long panelLength = (long)rows * width;
        for (int r = 0; r < rows; r++, source += rowStride, panels += width)
        {
            float* panel = panels;
            for (int done = 0; done < columns; done += width, panel += panelLength)
            {
                int count = Math.Min(width, columns - done);
                VectorCopy<TSimd, TVector>.Copy(source + done, count, panel);
                new Span<float>(panel + count, width - count).Clear();
            }
        }
    }
}
