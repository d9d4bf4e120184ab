namespace ILComicGAN.Engine.Devices.Cpu;

/// <summary>
/// One stride-1 3×3 convolution by <see cref="Winograd{TSimd, TVector}"/>: 36 matrix products of the transformed kernels
/// [C_out, C_in] with the transformed tiles [C_in, tiles]. The tiles of all pictures of a batch are numbered through.
/// </summary>
/// <param name="layer">What is computed.</param>
/// <param name="kernels">Transformed kernels, [row block][36][C_in][rows of a block].</param>
internal sealed unsafe class WinogradTask<TSimd, TVector>(WinogradLayer<TSimd, TVector> layer, PackedMatrix kernels)
    : WinogradProduct<TSimd, TVector>(
        layer,
        kernels,
        layer.InChannels,
        TileGrid.Covering(layer.Batch, layer.Height, layer.Width, Winograd<TSimd, TVector>.Tile))
    where TSimd : ISimd<TVector>
    where TVector : unmanaged
{
    private const int Tile = Winograd<TSimd, TVector>.Tile;

    public override void TransformInput(int first, int panels, int from, int to, float* v)
    {
        int lanes = TSimd.Count;
        int phase = Winograd<TSimd, TVector>.PhaseStride;
        float* staged = stackalloc float[6 * 6 * phase];
        float* row = stackalloc float[(Tile * lanes) + 2];
        Span<TileGrid.Place> places = stackalloc TileGrid.Place[lanes];
        long* offsets = stackalloc long[6];
        long elementStride = InputStride(panels);
        for (int panel = 0; panel < panels; panel++)
        {
            for (int vector = 0; vector < PanelTiles; vector += lanes)
            {
                int tile = ((first + panel) * PanelTiles) + vector;
                bool neighbours = Grid.Locate(tile, places);
                bool direct = neighbours && LocateRows(places[0], offsets);
                for (int channel = from; channel < to; channel++)
                {
                    float* target = v + InputOffset(panel, channel) + vector;
                    if (neighbours)
                    {
                        // Columns 4 and 5 are the next tile's 0 and 1.
                        long index = ((long)places[0].Picture * Layer.InChannels) + channel;
                        float* plane = Layer.Input(index);
                        if (direct)
                        {
                            StageDirect(plane, offsets, staged, phase);
                        }
                        else
                        {
                            StageNeighbours(places[0], channel, row, staged, phase);
                        }

                        if (Layer.Source.IsNormalized && direct)
                        {
                            NormalizedElements<TSimd, TVector> normalized = new(Layer.Source.Normalization(index));
                            Winograd<TSimd, TVector>.Input(staged, 4 * phase, phase, 1, phase + 1, target, elementStride, normalized);
                        }
                        else
                        {
                            Winograd<TSimd, TVector>.Input(staged, 4 * phase, phase, 1, phase + 1, target, elementStride);
                        }
                    }
                    else
                    {
                        StageEach(places, channel, staged, phase);
                        Winograd<TSimd, TVector>.Input(staged, 6 * phase, phase, 4 * phase, 5 * phase, target, elementStride);
                    }
                }
            }
        }
    }

    public override void TransformOutput(int first, int panels, int from, int to, float* m, Range rows)
    {
        int lanes = TSimd.Count;
        Span<TileGrid.Place> places = stackalloc TileGrid.Place[lanes];
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

            bool neighbours = Grid.Locate(tile, places);
            TileGrid.Place start = places[0];
            bool direct = neighbours && start.Row + Tile <= Layer.Height && start.Column + (Tile * lanes) <= Layer.Width;
            for (int channel = from; channel < to; channel++)
            {
                float* products = m + ((channel - rows.Start.Value) * stride) + vector;
                float offset = Layer.Offset(channel);
                if (direct)
                {
                    float* target = Layer.Output(start.Picture, channel) + ((long)start.Row * Layer.Width) + start.Column;
                    Winograd<TSimd, TVector>.Output(products, elementStride, offset, Layer.Slope, target, Layer.Width);
                    Gather(channel, tile, places);
                    continue;
                }

                Winograd<TSimd, TVector>.Output(products, elementStride, offset, Layer.Slope, whole, Tile * lanes);
                for (int lane = 0; lane < lanes && tile + lane < Tiles; lane++)
                {
                    TileGrid.Place at = places[lane];
                    float* plane = Layer.Output(at.Picture, channel);
                    int columns = Math.Min(Tile, Layer.Width - at.Column);
                    for (int r = 0; r < Math.Min(Tile, Layer.Height - at.Row); r++)
                    {
                        float* target = plane + ((long)(at.Row + r) * Layer.Width) + at.Column;
                        for (int c = 0; c < columns; c++)
                        {
                            target[c] = whole[(r * Tile * lanes) + (lane * Tile) + c];
                        }
                    }
                }

                Gather(channel, tile, places);
            }
        }
    }

    /// <summary>Where the six rows of neighbouring tiles lie within a plane; false if one is not stored side by side.</summary>
    private bool LocateRows(TileGrid.Place at, long* offsets)
    {
        int length = (Tile * TSimd.Count) + 2;
        for (int r = 0; r < 6; r++)
        {
            offsets[r] = Layer.Source.Neighbours(at.Row + r, at.Column, length);
            if (offsets[r] < 0)
            {
                return false;
            }
        }

        return true;
    }

    private static void StageDirect(float* plane, long* offsets, float* staged, int phase)
    {
        for (int r = 0; r < 6; r++, staged += 4 * phase)
        {
            float* line = plane + offsets[r];
            TSimd.Split4(line, staged, phase);
            staged[TSimd.Count] = line[Tile * TSimd.Count];
            staged[phase + TSimd.Count] = line[(Tile * TSimd.Count) + 1];
        }
    }

    private void StageNeighbours(TileGrid.Place at, int channel, float* row, float* staged, int phase)
    {
        long index = ((long)at.Picture * Layer.InChannels) + channel;
        float* plane = Layer.Input(index);
        PlaneNormalization normalization = Layer.Source.Normalization(index);
        int length = (Tile * TSimd.Count) + 2;
        for (int r = 0; r < 6; r++, staged += 4 * phase)
        {
            float* line = Layer.Source.Line(plane, at.Row + r);
            float* direct = line is null ? null : Layer.Source.Neighbours(line, at.Column, length);
            if (direct is null || Layer.Source.IsNormalized)
            {
                Layer.Source.Read<TSimd, TVector>(line, at.Column, length, 1, normalization, row);
                direct = row;
            }

            TSimd.Split4(direct, staged, phase);
            staged[TSimd.Count] = direct[length - 2];
            staged[phase + TSimd.Count] = direct[length - 1];
        }
    }

    private void StageEach(ReadOnlySpan<TileGrid.Place> places, int channel, float* staged, int phase)
    {
        float* six = stackalloc float[6];
        for (int lane = 0; lane < TSimd.Count; lane++)
        {
            TileGrid.Place at = places[lane];
            long index = ((long)at.Picture * Layer.InChannels) + channel;
            float* plane = Layer.Input(index);
            PlaneNormalization normalization = Layer.Source.Normalization(index);
            for (int r = 0; r < 6; r++)
            {
                float* line = Layer.Source.Line(plane, at.Row + r);
                float* direct = line is null ? null : Layer.Source.Neighbours(line, at.Column, 6);
                if (direct is null || Layer.Source.IsNormalized)
                {
                    Layer.Source.Read<TSimd, TVector>(line, at.Column, 6, 1, normalization, six);
                    direct = six;
                }

                float* target = staged + (r * 6 * phase) + lane;
                for (int c = 0; c < 6; c++)
                {
                    target[c * phase] = direct[c];
                }
            }
        }
    }
}
