namespace ILComicGAN.Engine.Devices.Cpu;

/// <summary>A matrix in memory, element (r, c) at r·rowStride + c·columnStride; one of the strides is 1.</summary>
internal readonly unsafe struct MatrixPanels<TSimd, TVector>(float* values, long rowStride, long columnStride) : IPanelSource
    where TSimd : ISimd<TVector>
    where TVector : unmanaged
{
    public void Pack(int row, int rows, int column, int columns, int width, float* panels)
    {
        for (int done = 0; done < columns; done += width, panels += (long)rows * width)
        {
            float* source = values + (row * rowStride) + ((column + done) * columnStride);
            int count = Math.Min(width, columns - done);
            if (columnStride == 1)
            {
                PackRows(source, rows, count, width, panels);
            }
            else
            {
                Transposition<TSimd, TVector>.Run(source, columnStride, count, rows, panels, width, width);
            }
        }
    }

    private void PackRows(float* source, int rows, int count, int width, float* panel)
    {
        for (int r = 0; r < rows; r++, source += rowStride, panel += width)
        {
            new ReadOnlySpan<float>(source, count).CopyTo(new Span<float>(panel, count));
            new Span<float>(panel + count, width - count).Clear();
        }
    }
}
