using System.Runtime.InteropServices;

namespace ILComicGAN.Networks.Tiles;

/// <summary>Values in the program's memory, which is given back at once when they are no more needed.</summary>
public sealed unsafe class MemoryPlanes : IKeptPlanes
{
    private float* _values;

    /// <summary>Takes the memory; its contents are undefined.</summary>
    /// <exception cref="OutOfMemoryException">There is not enough.</exception>
    public MemoryPlanes(int channels, int width, int height)
    {
        (Channels, Width, Height) = (channels, width, height);
        _values = (float*)NativeMemory.Alloc((nuint)channels * (nuint)width * (nuint)height, sizeof(float));
    }

    /// <summary>Gives the memory back.</summary>
    ~MemoryPlanes() => Free();

    /// <inheritdoc/>
    public int Channels { get; }

    /// <inheritdoc/>
    public int Width { get; }

    /// <inheritdoc/>
    public int Height { get; }

    /// <inheritdoc/>
    public void Read(Area area, Span<float> values)
    {
        for (int row = 0; row < Channels * area.Height; row++)
        {
            Row(area, row).CopyTo(values.Slice(row * area.Width, area.Width));
        }
    }

    /// <inheritdoc/>
    public void Write(Area area, ReadOnlySpan<float> values)
    {
        for (int row = 0; row < Channels * area.Height; row++)
        {
            values.Slice(row * area.Width, area.Width).CopyTo(Row(area, row));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    /// <summary>A row of a part, all rows of a channel before those of the next.</summary>
    private Span<float> Row(Area area, int row)
    {
        ObjectDisposedException.ThrowIf(_values is null, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(area.Right, Width, nameof(area));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(area.Bottom, Height, nameof(area));
        (int channel, int y) = Math.DivRem(row, area.Height);
        long at = ((((long)channel * Height) + area.Top + y) * Width) + area.Left;
        return new Span<float>(_values + at, area.Width);
    }

    private void Free()
    {
        NativeMemory.Free(_values);
        _values = null;
    }
}
