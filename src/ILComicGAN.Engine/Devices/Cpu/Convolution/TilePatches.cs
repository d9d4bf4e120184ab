using System.Runtime.CompilerServices;

namespace ILComicGAN.Engine.Devices.Cpu;

/// <summary>
/// What one vector of tiles reads of its picture: the same few rows and columns of each tile, for one channel after the other.
/// Where a row lies is looked up once for all channels.
/// </summary>
/// <param name="x">[N, C, …] as <paramref name="source"/> says.</param>
/// <param name="channels">C.</param>
/// <param name="source">The picture with its border.</param>
/// <param name="offsets">Room for the rows of all tiles.</param>
/// <param name="rows">Rows of a tile.</param>
/// <param name="columns">Columns of a tile, 6 or a multiple.</param>
internal readonly unsafe struct TilePatches<TSimd, TVector>(
    float* x, int channels, PictureSource source, long* offsets, int rows, int columns)
    where TSimd : ISimd<TVector>
    where TVector : unmanaged
{
    private const int Step = 6;

    /// <summary>Looks the tiles up, whose first row and column is <paramref name="scale"/> times that of their places.</summary>
    public void Locate(ReadOnlySpan<TileGrid.Place> places, int scale)
    {
        for (int row = 0; row < rows; row++)
        {
            for (int lane = 0; lane < places.Length; lane++)
            {
                TileGrid.Place at = places[lane];
                long inside = source.Neighbours((scale * at.Row) + row, scale * at.Column, columns);
                offsets[(row * places.Length) + lane] = inside < 0 ? -1 : (at.Picture * channels * source.Plane) + inside;
            }
        }
    }

    /// <summary>Row <paramref name="row"/> of all tiles in one channel: that of tile i goes to target + i·<paramref name="stride"/>.</summary>
    public void Read(ReadOnlySpan<TileGrid.Place> places, int scale, int channel, int row, float* target, int stride)
    {
        if (source.IsNormalized && !AreOfOnePicture(places))
        {
            ReadNormalized(places, scale, channel, row, target, stride);
            return;
        }

        float* plane = x + (channel * source.Plane);
        for (int lane = 0; lane < places.Length; lane++, target += stride)
        {
            long offset = offsets[(row * places.Length) + lane];
            if (offset >= 0)
            {
                // By a size that the compiler knows: a call for each of these few bytes would cost more than they do.
                for (int column = 0; column < columns; column += Step)
                {
                    Unsafe.CopyBlockUnaligned(target + column, plane + offset + column, Step * sizeof(float));
                }
            }
            else
            {
                TileGrid.Place at = places[lane];
                source.ReadShort(
                    plane + (at.Picture * channels * source.Plane), (scale * at.Row) + row, scale * at.Column, columns, target);
            }
        }
    }

    /// <summary>v = Bᵀ·d·B of what was read and turned, with the normalization of the channel where there is one.</summary>
    /// <param name="places">Of the tiles.</param>
    /// <param name="channel">Which one.</param>
    /// <param name="d">Element (r, c) of the tiles at d + r·<paramref name="rowStride"/> + c·<paramref name="columnStride"/>.</param>
    /// <param name="rowStride">Floats from one row to the next.</param>
    /// <param name="columnStride">Floats from one column to the next.</param>
    /// <param name="v">Element e goes to v + e·<paramref name="stride"/>.</param>
    /// <param name="stride">Floats from one element to the next.</param>
    public void Transform(
        ReadOnlySpan<TileGrid.Place> places, int channel, float* d, long rowStride, long columnStride, float* v, long stride)
    {
        (long fourth, long fifth) = (4 * columnStride, 5 * columnStride);
        if (source.IsNormalized && AreOfOnePicture(places))
        {
            NormalizedElements<TSimd, TVector> normalized =
                new(source.Normalization(((long)places[0].Picture * channels) + channel));
            Winograd<TSimd, TVector>.Input(d, rowStride, columnStride, fourth, fifth, v, stride, normalized);
            return;
        }

        Winograd<TSimd, TVector>.Input(d, rowStride, columnStride, fourth, fifth, v, stride);
    }

    /// <summary>Whether one normalization serves all tiles, so that it can be applied to vectors of them.</summary>
    private static bool AreOfOnePicture(ReadOnlySpan<TileGrid.Place> places) => places[0].Picture == places[^1].Picture;

    private void ReadNormalized(ReadOnlySpan<TileGrid.Place> places, int scale, int channel, int row, float* target, int stride)
    {
        for (int lane = 0; lane < places.Length; lane++, target += stride)
        {
            TileGrid.Place at = places[lane];
            long plane = ((long)at.Picture * channels) + channel;
            source.ReadShort(x + (plane * source.Plane), (scale * at.Row) + row, scale * at.Column, columns, target);
            source.Normalization(plane).Run<TSimd, TVector>(target, null, target, columns);
        }
    }
}
