using System.Runtime.InteropServices;
using ILComicGAN.Files;
using Microsoft.Win32.SafeHandles;

namespace ILComicGAN.Networks.Tiles;

/// <summary>Values in a temporary file, which is gone when they are no more needed, even if the program is killed.</summary>
public sealed class FilePlanes : IKeptPlanes
{
    private readonly SafeFileHandle _file;

    /// <summary>Makes the file.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="channels">C.</param>
    /// <param name="width">W.</param>
    /// <param name="height">H.</param>
    /// <exception cref="IOException">There is no room.</exception>
    /// <exception cref="UnauthorizedAccessException">There is no permission.</exception>
    public FilePlanes(string folder, int channels, int width, int height)
    {
        (Channels, Width, Height) = (channels, width, height);
        _file = TemporaryFile.Create(folder, (long)channels * width * height * sizeof(float));
    }

    /// <inheritdoc/>
    public int Channels { get; }

    /// <inheritdoc/>
    public int Width { get; }

    /// <inheritdoc/>
    public int Height { get; }

    /// <inheritdoc/>
    public void Read(Area area, Span<float> values)
    {
        Span<byte> bytes = MemoryMarshal.AsBytes(values);
        int length = RunOf(area) * sizeof(float);
        for (int run = 0; run * length < bytes.Length; run++)
        {
            Span<byte> left = bytes.Slice(run * length, length);
            long at = Position(area, run);
            while (left.Length > 0)
            {
                int count = RandomAccess.Read(_file, left, at);
                if (count == 0)
                {
                    throw new EndOfStreamException("a temporary file is shorter than it was made");
                }

                left = left[count..];
                at += count;
            }
        }
    }

    /// <inheritdoc/>
    public void Write(Area area, ReadOnlySpan<float> values)
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(values);
        int length = RunOf(area) * sizeof(float);
        for (int run = 0; run * length < bytes.Length; run++)
        {
            RandomAccess.Write(_file, bytes.Slice(run * length, length), Position(area, run));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <summary>How many values of a part lie one after the other: a row, or all rows where they are whole.</summary>
    private int RunOf(Area area) => area.Width == Width ? area.Width * area.Height : area.Width;

    /// <summary>Where a run of values begins, in bytes.</summary>
    private long Position(Area area, int run)
    {
        (int channel, int y) = area.Width == Width ? (run, 0) : Math.DivRem(run, area.Height);
        return (((((long)channel * Height) + area.Top + y) * Width) + area.Left) * sizeof(float);
    }
}
