namespace ILComicGAN.Engine.Devices.Cpu;

/// <summary>A matrix in memory, element (r, c) at r·rowStride + c·columnStride.</summary>
internal readonly unsafe struct MatrixPanels(float* values, long rowStride, long columnStride) : IPanelSource
{
    public void Pack(int row, int rows, int column, int columns, int width, float* panel)
    {
        for (int r = 0; r < rows; r++)
        {
            float* source = values + ((row + r) * rowStride) + (column * columnStride);
            float* target = panel + ((long)r * width);
            if (columnStride == 1)
            {
                new ReadOnlySpan<float>(source, columns).CopyTo(new Span<float>(target, columns));
            }
            else
            {
                for (int c = 0; c < columns; c++)
                {
                    target[c] = source[c * columnStride];
                }
            }

            new Span<float>(target + columns, width - columns).Clear();
        }
    }
}
