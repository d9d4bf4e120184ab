using ILComicGAN.Engine.Devices.Cpu.MatrixProduct;
using ILComicGAN.Engine.Devices.Cpu.Normalization;
using ILComicGAN.Engine.Devices.Cpu.Simd;

namespace ILComicGAN.Engine.Devices.Cpu.Convolution;

/// <summary>
/// The patches of a picture as a matrix that is never stored: row (channel, tap), column = output position, element =
/// picture[channel, y·stride + tap.Row, x·stride + tap.Column]. Convolution is the weights times this.
/// </summary>
/// <param name="picture">Its first channel.</param>
/// <param name="source">How it is seen, border included.</param>
/// <param name="outWidth">Output positions in a row.</param>
/// <param name="stride">Step between output positions.</param>
/// <param name="taps">Elements of the kernel, shared by all channels.</param>
/// <param name="firstPlane">Which plane of the source the first channel is, where it is normalized.</param>
internal readonly unsafe struct PatchPanels<TSimd, TVector>(
    float* picture, PictureSource source, int outWidth, int stride, Tap[] taps, long firstPlane = 0) : IPanelSource
    where TSimd : ISimd<TVector>
    where TVector : unmanaged
{
    public void Pack(int row, int rows, int column, int columns, int width, float* panels)
    {
        (int channel, int tap) = Math.DivRem(row, taps.Length);
        (int firstY, int firstX) = Math.DivRem(column, outWidth);
        long panelLength = (long)rows * width;
        for (int r = 0; r < rows; r++)
        {
            float* plane = picture + (channel * source.Plane);
            Tap at = taps[tap];
            PlaneNormalization normalization = source.Normalization(firstPlane + channel);
            // Columns run through the output row by row, and from panel to panel.
            (int y, int x) = (firstY, firstX);
            float* panel = panels + ((long)r * width);
            int filled = 0;
            for (int done = 0; done < columns;)
            {
                float* line = source.Line(plane, (y * stride) + at.Row);
                int end = Math.Min(outWidth, x + columns - done);
                while (x < end)
                {
                    int n = Math.Min(end - x, width - filled);
                    source.Read<TSimd, TVector>(line, (x * stride) + at.Column, n, stride, normalization, panel + filled);
                    (x, done, filled) = (x + n, done + n, filled + n);
                    if (filled == width)
                    {
                        filled = 0;
                        panel += panelLength;
                    }
                }

                (x, y) = (0, y + 1);
            }

            if (filled > 0)
            {
                new Span<float>(panel + filled, width - filled).Clear();
            }

            if (++tap == taps.Length)
            {
                (tap, channel) = (0, channel + 1);
            }
        }
    }
}
