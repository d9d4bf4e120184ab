namespace ILComicGAN.Engine.Devices.Cpu;

/// <summary>
/// One stride-1 3×3 convolution by the transforms of <typeparamref name="TTile"/>: matrix products of the transformed kernels [C_out, C_in] with the transformed
/// tiles [C_in, tiles]. The tiles of all pictures of a batch are numbered through.
/// </summary>
/// <param name="layer">What is computed.</param>
/// <param name="kernels">Transformed kernels, [row block][elements][C_in][rows of a block].</param>
internal sealed unsafe class WinogradTask<TSimd, TVector, TTile>(WinogradLayer<TSimd, TVector> layer, PackedMatrix kernels)
    : WinogradProduct<TSimd, TVector>(
        layer,
        TTile.Inputs * TTile.Inputs,
        kernels,
        layer.InChannels,
        TileGrid.Covering(layer.Batch, layer.Height, layer.Width, TTile.Outputs))
    where TSimd : ISimd<TVector>
    where TVector : unmanaged
    where TTile : struct, IWinogradTile<TVector>
{
    private static int Tile => TTile.Outputs;

    private static int Side => TTile.Inputs;

    /// <summary>Floats from one phase of a staged row to the next: a vector's, and one more tile's.</summary>
    private static int Phase => TSimd.Count + 16;

    public override void TransformInput(int first, int panels, int from, int to, float* v)
    {
        int lanes = TSimd.Count;
        float* staged = stackalloc float[Side * Side * Phase];
        float* line = stackalloc float[(Tile * lanes) + 2];
        float* joined = stackalloc float[Tile * lanes];
        new Span<float>(joined, Tile * lanes).Clear();
        Span<TileRun> room = stackalloc TileRun[lanes];
        long* offsets = stackalloc long[Side * lanes];
        long elementStride = InputStride(panels);
        for (int panel = 0; panel < panels; panel++)
        {
            for (int vector = 0; vector < PanelTiles; vector += lanes)
            {
                int tile = ((first + panel) * PanelTiles) + vector;
                if (tile >= Tiles)
                {
                    // Products of tiles that do not exist are not read.
                    return;
                }

                ReadOnlySpan<TileRun> runs = room[..Grid.Runs(tile, room)];
                Locate(runs, offsets);
                bool single = runs.Length == 1 && runs[0].Count == lanes;
                bool onePicture = runs[0].First.Picture == runs[^1].First.Picture;
                // Of neighbours, the last two columns are the next tile's first.
                (long rowStride, long beyond) = single ? (Tile * Phase, 1L) : (Side * Phase, Tile * Phase);
                for (int channel = from; channel < to; channel++)
                {
                    for (int row = 0; row < Side; row++)
                    {
                        float* target = staged + (row * rowStride);
                        if (single)
                        {
                            StageNeighbours(Read(runs[0], channel, row, offsets[row], normalize: false, line), target);
                        }
                        else
                        {
                            StageRuns(runs, channel, row, offsets, normalize: !onePicture, line, joined, target);
                        }
                    }

                    float* transformed = v + InputOffset(panel, channel) + vector;
                    if (Layer.Source.IsNormalized && onePicture)
                    {
                        long plane = ((long)runs[0].First.Picture * Layer.InChannels) + channel;
                        NormalizedElements<TSimd, TVector> normalized = new(Layer.Source.Normalization(plane));
                        TTile.Input(staged, rowStride, Phase, beyond, transformed, elementStride, normalized);
                    }
                    else
                    {
                        TTile.Input(
                            staged, rowStride, Phase, beyond, transformed, elementStride, default(UnchangedElements<TVector>));
                    }
                }
            }
        }
    }

    public override void TransformOutput(int first, int panels, int from, int to, float* m, Range rows)
    {
        int lanes = TSimd.Count;
        Span<TileRun> room = stackalloc TileRun[lanes];
        float* whole = stackalloc float[Tile * Tile * lanes];
        long stride = (long)panels * PanelTiles;
        long elementStride = ProductStride(panels, rows);
        for (int vector = 0; vector < stride; vector += lanes)
        {
            int tile = (first * PanelTiles) + vector;
            if (tile >= Tiles)
            {
                return;
            }

            ReadOnlySpan<TileRun> runs = room[..Grid.Runs(tile, room)];
            TileGrid.Place start = runs[0].First;
            bool direct = runs[0].Count == lanes
                && start.Row + Tile <= Layer.Height
                && start.Column + (Tile * lanes) <= Layer.Width;
            for (int channel = from; channel < to; channel++)
            {
                float* products = m + ((channel - rows.Start.Value) * stride) + vector;
                float offset = Layer.Offset(channel);
                if (direct)
                {
                    float* target = Layer.Output(start.Picture, channel) + ((long)start.Row * Layer.Width) + start.Column;
                    TTile.Output(products, elementStride, offset, Layer.Slope, target, Layer.Width);
                }
                else
                {
                    TTile.Output(products, elementStride, offset, Layer.Slope, whole, Tile * lanes);
                    Write(runs, channel, whole);
                }

                Gather(channel, tile, runs);
            }
        }
    }

    /// <summary>What exists of the outputs of some runs, from those of all lanes side by side.</summary>
    private void Write(ReadOnlySpan<TileRun> runs, int channel, float* outputs)
    {
        foreach (TileRun run in runs)
        {
            TileGrid.Place at = run.First;
            float* target = Layer.Output(at.Picture, channel) + ((long)at.Row * Layer.Width) + at.Column;
            float* source = outputs + (run.Lane * Tile);
            int columns = Math.Min(run.Count * Tile, Layer.Width - at.Column);
            for (int row = 0; row < Math.Min(Tile, Layer.Height - at.Row); row++, target += Layer.Width, source += Tile * TSimd.Count)
            {
                Neighbours<TSimd, TVector>.Copy(source, columns, target);
            }
        }
    }

    /// <summary>Where row r of run i lies within a plane, to [i][r]; −1 if it is not stored side by side.</summary>
    private void Locate(ReadOnlySpan<TileRun> runs, long* offsets)
    {
        foreach (TileRun run in runs)
        {
            for (int row = 0; row < Side; row++)
            {
                *offsets++ = Layer.Source.Neighbours(run.First.Row + row, run.First.Column, (run.Count * Tile) + 2);
            }
        }
    }

    /// <summary>A row of the inputs of one run: as stored where that is possible, else in <paramref name="line"/>.</summary>
    private float* Read(in TileRun run, int channel, int row, long offset, bool normalize, float* line)
    {
        long index = ((long)run.First.Picture * Layer.InChannels) + channel;
        float* plane = Layer.Input(index);
        normalize &= Layer.Source.IsNormalized;
        if (offset >= 0 && !normalize)
        {
            return plane + offset;
        }

        int length = (run.Count * Tile) + 2;
        Layer.Source.ReadRepeating<TSimd, TVector>(plane, run.First.Row + row, run.First.Column, length, line);
        if (normalize)
        {
            Layer.Source.Normalization(index).Run<TSimd, TVector>(line, null, line, length);
        }

        return line;
    }

    /// <summary>Sorts a row of neighbouring tiles' inputs by their column in the tile, with the first two of the tile after.</summary>
    private static void StageNeighbours(float* source, float* target)
    {
        TTile.Split(source, target, Phase);
        target[TSimd.Count] = source[Tile * TSimd.Count];
        target[Phase + TSimd.Count] = source[(Tile * TSimd.Count) + 1];
    }

    /// <summary>Sorts a row of the inputs of several runs by their column in the tile.</summary>
    private void StageRuns(
        ReadOnlySpan<TileRun> runs, int channel, int row, long* offsets, bool normalize, float* line, float* joined, float* target)
    {
        // The last two columns of most tiles are their neighbours' first; those of a run's last tile are put right after.
        float* ends = stackalloc float[2 * TSimd.Count];
        for (int i = 0; i < runs.Length; i++)
        {
            TileRun run = runs[i];
            float* source = Read(run, channel, row, offsets[(i * Side) + row], normalize, line);
            Neighbours<TSimd, TVector>.Copy(source, run.Count * Tile, joined + (run.Lane * Tile));
            (ends[2 * i], ends[(2 * i) + 1]) = (source[run.Count * Tile], source[(run.Count * Tile) + 1]);
        }

        TTile.Split(joined, target, Phase);
        float* next = target + (Tile * Phase);
        float* afterNext = next + Phase;
        TSimd.Store(TSimd.Load(target + 1), next);
        TSimd.Store(TSimd.Load(target + Phase + 1), afterNext);
        for (int i = 0; i < runs.Length; i++)
        {
            int last = runs[i].Lane + runs[i].Count - 1;
            (next[last], afterNext[last]) = (ends[2 * i], ends[(2 * i) + 1]);
        }
    }
}
