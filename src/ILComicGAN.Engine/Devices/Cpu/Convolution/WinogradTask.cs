namespace ILComicGAN.Engine.Devices.Cpu;

/// <summary>
/// One stride-1 3×3 convolution by <see cref="Winograd{TSimd, TVector}"/>: 36 matrix products of the transformed kernels
/// [C_out, C_in] with the transformed tiles [C_in, tiles]. The tiles of all pictures of a batch are numbered through.
/// </summary>
/// <param name="x">[N, C_in, …] as <paramref name="source"/> says.</param>
/// <param name="source">The picture with its border, two rows and columns larger than the output.</param>
/// <param name="kernels">Transformed kernels, [row block][36][C_in][rows of a block].</param>
/// <param name="bias">[C_out] or null.</param>
/// <param name="slope">Of a LeakyReLU on the result; 1 for none.</param>
/// <param name="y">[N, C_out, height, width].</param>
/// <param name="batch">N.</param>
/// <param name="inChannels">C_in.</param>
/// <param name="outChannels">C_out.</param>
/// <param name="height">Of the output.</param>
/// <param name="width">Of the output.</param>
/// <param name="moments">Gathers those of the result; or null.</param>
internal sealed unsafe class WinogradTask<TSimd, TVector>(
    float* x,
    PictureSource source,
    PackedMatrix kernels,
    float* bias,
    float slope,
    float* y,
    int batch,
    int inChannels,
    int outChannels,
    int height,
    int width,
    OutputMoments<TSimd, TVector>? moments = null)
    : WinogradProduct<TSimd, TVector>(kernels, inChannels, TileGrid.Covering(batch, height, width, Winograd<TSimd, TVector>.Tile))
    where TSimd : ISimd<TVector>
    where TVector : unmanaged
{
    private const int Tile = Winograd<TSimd, TVector>.Tile;

    public override int InChannels => Depth;

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
                        long index = ((long)places[0].Picture * InChannels) + channel;
                        float* plane = x + (index * source.Plane);
                        if (direct)
                        {
                            StageDirect(plane, offsets, staged, phase);
                        }
                        else
                        {
                            StageNeighbours(places[0], channel, row, staged, phase);
                        }

                        if (source.IsNormalized && direct)
                        {
                            NormalizedElements<TSimd, TVector> normalized = new(source.Normalization(index));
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
            bool direct = neighbours && start.Row + Tile <= height && start.Column + (Tile * lanes) <= width;
            for (int channel = from; channel < to; channel++)
            {
                float* products = m + ((channel - rows.Start.Value) * stride) + vector;
                float offset = bias is null ? 0 : bias[channel];
                if (direct)
                {
                    float* target = y + ((((((long)start.Picture * outChannels) + channel) * height) + start.Row) * width) + start.Column;
                    Winograd<TSimd, TVector>.Output(products, elementStride, offset, slope, target, width);
                    Gather(moments, y, outChannels, height, width, channel, tile, places);
                    continue;
                }

                Winograd<TSimd, TVector>.Output(products, elementStride, offset, slope, whole, Tile * lanes);
                for (int lane = 0; lane < lanes && tile + lane < Tiles; lane++)
                {
                    TileGrid.Place at = places[lane];
                    float* plane = y + ((((long)at.Picture * outChannels) + channel) * height * width);
                    int columns = Math.Min(Tile, width - at.Column);
                    for (int r = 0; r < Math.Min(Tile, height - at.Row); r++)
                    {
                        float* target = plane + ((long)(at.Row + r) * width) + at.Column;
                        for (int c = 0; c < columns; c++)
                        {
                            target[c] = whole[(r * Tile * lanes) + (lane * Tile) + c];
                        }
                    }
                }

                Gather(moments, y, outChannels, height, width, channel, tile, places);
            }
        }
    }

    /// <summary>Where the six rows of neighbouring tiles lie within a plane; false if one is not stored side by side.</summary>
    private bool LocateRows(TileGrid.Place at, long* offsets)
    {
        int length = (Tile * TSimd.Count) + 2;
        for (int r = 0; r < 6; r++)
        {
            offsets[r] = source.Neighbours(at.Row + r, at.Column, length);
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
        long index = ((long)at.Picture * InChannels) + channel;
        float* plane = x + (index * source.Plane);
        PlaneNormalization normalization = source.Normalization(index);
        int length = (Tile * TSimd.Count) + 2;
        for (int r = 0; r < 6; r++, staged += 4 * phase)
        {
            float* line = source.Line(plane, at.Row + r);
            float* direct = line is null ? null : source.Neighbours(line, at.Column, length);
            if (direct is null || source.IsNormalized)
            {
                source.Read<TSimd, TVector>(line, at.Column, length, 1, normalization, row);
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
            long index = ((long)at.Picture * InChannels) + channel;
            float* plane = x + (index * source.Plane);
            PlaneNormalization normalization = source.Normalization(index);
            for (int r = 0; r < 6; r++)
            {
                float* line = source.Line(plane, at.Row + r);
                float* direct = line is null ? null : source.Neighbours(line, at.Column, 6);
                if (direct is null || source.IsNormalized)
                {
                    source.Read<TSimd, TVector>(line, at.Column, 6, 1, normalization, six);
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
