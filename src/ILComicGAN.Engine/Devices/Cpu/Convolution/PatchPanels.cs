namespace ILComicGAN.Engine.Devices.Cpu;

/// <summary>
/// The patches of a picture as a matrix that is never stored: row (channel, tap), column = output position, element =
/// picture[channel, y·stride + tap.Row, x·stride + tap.Column], 0 outside. Convolution is the weights times this.
/// </summary>
/// <param name="picture">[channels, height, width].</param>
/// <param name="height">Its height.</param>
/// <param name="width">Its width.</param>
/// <param name="outWidth">Output positions in a row.</param>
/// <param name="stride">Step between output positions.</param>
/// <param name="taps">Elements of the kernel, shared by all channels.</param>
internal readonly unsafe struct PatchPanels(float* picture, int height, int width, int outWidth, int stride, Tap[] taps)
    : IPanelSource
{
    public void Pack(int row, int rows, int column, int columns, int panelWidth, float* panel)
    {
        if (columns < panelWidth)
        {
            new Span<float>(panel, rows * panelWidth).Clear();
        }

        (int channel, int tap) = Math.DivRem(row, taps.Length);
        (int firstY, int firstX) = Math.DivRem(column, outWidth);
        for (int r = 0; r < rows; r++, panel += panelWidth)
        {
            float* plane = picture + ((long)channel * height * width);
            Tap at = taps[tap];
            // A panel's columns run through the output row by row.
            (int y, int x) = (firstY, firstX);
            for (int done = 0; done < columns;)
            {
                int n = Math.Min(outWidth - x, columns - done);
                int inY = (y * stride) + at.Row;
                float* target = panel + done;
                if ((uint)inY >= (uint)height)
                {
                    new Span<float>(target, n).Clear();
                }
                else
                {
                    PackRow(plane + ((long)inY * width), (x * stride) + at.Column, n, target);
                }

                done += n;
                x = 0;
                y++;
            }

            if (++tap == taps.Length)
            {
                tap = 0;
                channel++;
            }
        }
    }

    private void PackRow(float* line, int inX, int n, float* target)
    {
        if (stride == 1)
        {
            if (inX >= 0 && inX + n <= width)
            {
                new ReadOnlySpan<float>(line + inX, n).CopyTo(new Span<float>(target, n));
                return;
            }

            int before = Math.Clamp(-inX, 0, n);
            int inside = Math.Clamp(width - inX, before, n);
            new Span<float>(target, before).Clear();
            new ReadOnlySpan<float>(line + inX + before, inside - before).CopyTo(new Span<float>(target + before, inside - before));
            new Span<float>(target + inside, n - inside).Clear();
            return;
        }

        for (int i = 0; i < n; i++, inX += stride)
        {
            target[i] = (uint)inX < (uint)width ? line[inX] : 0;
        }
    }
}
