using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices.Cpu.Normalization;
using ILComicGAN.Engine.Devices.Cpu.Simd;

namespace ILComicGAN.Engine.Devices.Cpu.Convolution;

/// <summary>
/// What one vector of tiles reads of its picture, row by row, for one channel after the other: for each tile as many floats
/// as it is wide, side by side, and a few more that belong to the tile after it. Where rows lie is looked up once for all channels.
/// </summary>
/// <param name="layer">Whose input it is.</param>
/// <param name="source">The picture with its border.</param>
/// <param name="outputs">Rows and columns from one tile to the next, in phases of the picture.</param>
/// <param name="scale">Rows and columns of the picture to one of a phase.</param>
/// <param name="rows">Rows of a tile's inputs.</param>
/// <param name="more">Columns that are read beyond a tile.</param>
/// <param name="memory">Room of <see cref="Floats"/>.</param>
/// <param name="offsets">Room for <paramref name="rows"/>·Count.</param>
internal unsafe ref struct TileRows<TSimd, TVector>(
    WinogradLayer<TSimd, TVector> layer, PictureSource source, int outputs, int scale, int rows, int more, float* memory, long* offsets)
    where TSimd : ISimd<TVector>
    where TVector : unmanaged
{
    private readonly int _width = outputs * scale;
    private readonly float* _joined = Cleared(memory, outputs * scale);
    private readonly float* _ends = memory + (outputs * scale * TSimd.Count) + more;
    private ReadOnlySpan<TileRun> _runs;
    private bool _normalizesHere;

    /// <summary>Floats from one column of staged tiles to the next: a vector's, and one more tile's.</summary>
    public static int ColumnStride => TSimd.Count + 16;

    /// <summary>Whether all tiles are neighbors, so that columns beyond a tile are the next one's first.</summary>
    public bool AreNeighbors { get; private set; }

    /// <summary>Floats from one staged row of tiles to the next.</summary>
    public readonly long RowStride => (AreNeighbors ? outputs : outputs + more) * ColumnStride;

    /// <summary>Where the columns beyond a tile lie in a staged row.</summary>
    public readonly long Beyond => AreNeighbors ? 1 : outputs * ColumnStride;

    /// <summary>Floats of memory that are needed.</summary>
    public static int Floats(int outputs, int scale, int more) => (((outputs * scale) + more) * TSimd.Count) + more;

    /// <summary>Goes on to other tiles.</summary>
    public void Locate(ReadOnlySpan<TileRun> runs)
    {
        _runs = runs;
        AreNeighbors = runs.Length == 1 && runs[0].Count == TSimd.Count;
        _normalizesHere = source.IsNormalized && runs[0].First.Picture != runs[^1].First.Picture;
        for (int i = 0; i < runs.Length; i++)
        {
            TileGrid.Place at = runs[i].First;
            for (int row = 0; row < rows; row++)
            {
                offsets[(i * rows) + row] = source.Adjacent((scale * at.Row) + row, scale * at.Column, (runs[i].Count * _width) + more);
            }
        }
    }

    /// <summary>Row <paramref name="row"/> of all tiles in one channel, Count times the width of a tile; valid until the next call.</summary>
    public readonly float* Read(int channel, int row)
    {
        for (int i = 0; i < _runs.Length; i++)
        {
            TileRun run = _runs[i];
            // Put in its place if it has to be put anywhere; what is beyond it there is the next run's.
            float* place = _joined + (run.Lane * _width);
            float* line = Read(run, channel, row, offsets[(i * rows) + row], place);
            int width = run.Count * _width;
            for (int column = 0; column < more; column++)
            {
                _ends[(i * more) + column] = line[width + column];
            }

            if (AreNeighbors)
            {
                return line;
            }

            if (line != place)
            {
                VectorCopy<TSimd, TVector>.Copy(line, width, place);
            }
        }

        return _joined;
    }

    /// <summary>Adds the columns beyond the tiles to a staged row.</summary>
    public readonly void Extend(float* staged)
    {
        if (AreNeighbors)
        {
            for (int column = 0; column < more; column++)
            {
                staged[(column * ColumnStride) + TSimd.Count] = _ends[column];
            }

            return;
        }

        float* beyond = staged + Beyond;
        for (int column = 0; column < more; column++, staged += ColumnStride, beyond += ColumnStride)
        {
            // Those of most tiles are their neighbors' first.
            TSimd.Store(TSimd.Load(staged + 1), beyond);
            for (int i = 0; i < _runs.Length; i++)
            {
                beyond[_runs[i].Lane + _runs[i].Count - 1] = _ends[(i * more) + column];
            }
        }
    }

    /// <summary>What is still to be applied to what was read of a channel.</summary>
    /// <returns>Whether there is anything.</returns>
    public readonly bool Pending(int channel, out NormalizedElements<TSimd, TVector> normalized)
    {
        bool pending = source.IsNormalized && !_normalizesHere;
        normalized = pending ? new(source.Normalization(((long)_runs[0].First.Picture * layer.InChannels) + channel)) : default;
        return pending;
    }

    /// <summary>A row of the inputs of one run: as stored where that is possible, else in <paramref name="place"/>.</summary>
    private readonly float* Read(in TileRun run, int channel, int row, long offset, float* place)
    {
        long index = ((long)run.First.Picture * layer.InChannels) + channel;
        float* plane = layer.Input(index);
        if (offset >= 0 && !_normalizesHere)
        {
            return plane + offset;
        }

        int length = (run.Count * _width) + more;
        source.ReadRepeating<TSimd, TVector>(plane, (scale * run.First.Row) + row, scale * run.First.Column, length, place);
        if (_normalizesHere)
        {
            source.Normalization(index).Run<TSimd, TVector>(place, null, place, length);
        }

        return place;
    }

    private static float* Cleared(float* memory, int width)
    {
        // Lanes beyond the last tile are computed too.
        new Span<float>(memory, width * TSimd.Count).Clear();
        return memory;
    }
}
