using System.Runtime.CompilerServices;

namespace ILComicGAN.Engine.Devices.Cpu;

/// <summary>
/// What one vector of tiles reads of its picture: the same few rows and columns of each tile, for one channel after the other.
/// Where a row lies is looked up once for all channels.
/// </summary>
/// <param name="layer">Whose input it is.</param>
/// <param name="source">The picture with its border.</param>
/// <param name="places">Of the tiles; may change before each <see cref="Locate"/>.</param>
/// <param name="offsets">Room for the rows of all tiles.</param>
/// <param name="scale">Rows of the picture to a row of the places.</param>
/// <param name="side">Rows and columns of a tile, 6 or a multiple.</param>
internal readonly unsafe ref struct TilePatches<TSimd, TVector>(
    WinogradLayer<TSimd, TVector> layer,
    PictureSource source,
    ReadOnlySpan<TileGrid.Place> places,
    long* offsets,
    int scale,
    int side)
    where TSimd : ISimd<TVector>
    where TVector : unmanaged
{
    private const int Step = 6;

    private readonly ReadOnlySpan<TileGrid.Place> _places = places;

    /// <summary>Whether one normalization serves all tiles, so that it can be applied to vectors of them.</summary>
    private bool AreOfOnePicture => _places[0].Picture == _places[^1].Picture;

    /// <summary>Looks up where the tiles' rows lie.</summary>
    public void Locate()
    {
        for (int row = 0; row < side; row++)
        {
            for (int lane = 0; lane < _places.Length; lane++)
            {
                TileGrid.Place at = _places[lane];
                long inside = source.Neighbours((scale * at.Row) + row, scale * at.Column, side);
                offsets[(row * _places.Length) + lane] = inside < 0 ? -1 : (at.Picture * layer.InChannels * source.Plane) + inside;
            }
        }
    }

    /// <summary>Row <paramref name="row"/> of all tiles in one channel: that of tile i goes to target + i·<paramref name="stride"/>.</summary>
    public void Read(int channel, int row, float* target, int stride)
    {
        if (source.IsNormalized && !AreOfOnePicture)
        {
            ReadNormalized(channel, row, target, stride);
            return;
        }

        float* plane = layer.Input(channel);
        for (int lane = 0; lane < _places.Length; lane++, target += stride)
        {
            long offset = offsets[(row * _places.Length) + lane];
            if (offset >= 0)
            {
                // By a size that the compiler knows: a call for each of these few bytes would cost more than they do.
                for (int column = 0; column < side; column += Step)
                {
                    Unsafe.CopyBlockUnaligned(target + column, plane + offset + column, Step * sizeof(float));
                }
            }
            else
            {
                TileGrid.Place at = _places[lane];
                source.ReadRepeating<TSimd, TVector>(
                    plane + (at.Picture * layer.InChannels * source.Plane), (scale * at.Row) + row, scale * at.Column, side, target);
            }
        }
    }

    /// <summary>v = Bᵀ·d·B of what was read and turned, with the normalization of the channel where there is one.</summary>
    /// <param name="channel">Which one.</param>
    /// <param name="d">Element (r, c) of the tiles at d + r·<paramref name="rowStride"/> + c·<paramref name="columnStride"/>.</param>
    /// <param name="rowStride">Floats from one row to the next.</param>
    /// <param name="columnStride">Floats from one column to the next.</param>
    /// <param name="v">Element e goes to v + e·<paramref name="stride"/>.</param>
    /// <param name="stride">Floats from one element to the next.</param>
    public void Transform(
        int channel, float* d, long rowStride, long columnStride, float* v, long stride)
    {
        long beyond = Winograd<TSimd, TVector>.Tile * columnStride;
        if (source.IsNormalized && AreOfOnePicture)
        {
            NormalizedElements<TSimd, TVector> normalized =
                new(source.Normalization(((long)_places[0].Picture * layer.InChannels) + channel));
            Winograd<TSimd, TVector>.Input(d, rowStride, columnStride, beyond, v, stride, normalized);
            return;
        }

        Winograd<TSimd, TVector>.Input(d, rowStride, columnStride, beyond, v, stride, default(UnchangedElements<TVector>));
    }

    private void ReadNormalized(int channel, int row, float* target, int stride)
    {
        for (int lane = 0; lane < _places.Length; lane++, target += stride)
        {
            TileGrid.Place at = _places[lane];
            long plane = ((long)at.Picture * layer.InChannels) + channel;
            source.ReadRepeating<TSimd, TVector>(layer.Input(plane), (scale * at.Row) + row, scale * at.Column, side, target);
            source.Normalization(plane).Run<TSimd, TVector>(target, null, target, side);
        }
    }
}
