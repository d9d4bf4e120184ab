namespace ILComicGAN.Engine.Devices.Cpu;

/// <summary>
/// The patches of a picture as a matrix that is never stored: row (channel, tap), column = output position, element =
/// picture[channel, y·stride + tap.Row, x·stride + tap.Column]. Convolution is the weights times this.
/// </summary>
/// <param name="picture">Its first channel.</param>
/// <param name="source">How it is seen, border included.</param>
/// <param name="outWidth">Output positions in a row.</param>
/// <param name="stride">Step between output positions.</param>
/// <param name="taps">Elements of the kernel, shared by all channels.</param>
internal readonly unsafe struct PatchPanels(float* picture, PictureSource source, int outWidth, int stride, Tap[] taps)
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
            float* plane = picture + (channel * source.Plane);
            Tap at = taps[tap];
            // A panel's columns run through the output row by row.
            (int y, int x) = (firstY, firstX);
            for (int done = 0; done < columns;)
            {
                int n = Math.Min(outWidth - x, columns - done);
                source.Read(source.Line(plane, (y * stride) + at.Row), (x * stride) + at.Column, n, stride, panel + done);
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
}
