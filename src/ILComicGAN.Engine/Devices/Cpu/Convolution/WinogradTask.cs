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
    where TSimd : ISimd<TVector>
    where TVector : unmanaged
{
    private const int Elements = Winograd<TSimd, TVector>.Elements;
    private const int Tile = Winograd<TSimd, TVector>.Tile;
    private const int DepthBlock = 256;

    private readonly int _across = (width + Tile - 1) / Tile;
    private readonly int _down = (height + Tile - 1) / Tile;

    /// <summary>Tiles in a panel: the columns of a register tile.</summary>
    public static int PanelTiles => MicroKernel<TSimd, TVector>.Columns;

    /// <summary>Tiles of all pictures.</summary>
    public int Tiles => batch * _across * _down;

    /// <summary>Panels of all pictures, the last one perhaps not full.</summary>
    public int Panels => (Tiles + PanelTiles - 1) / PanelTiles;

    /// <summary>Panels that have tiles of the same picture, at most: the pieces in which its moments are gathered.</summary>
    public int PanelsOfPicture => (((_across * _down) + PanelTiles - 2) / PanelTiles) + 1;

    /// <summary>Floats of transformed inputs for a number of panels: [36][panel][C_in][<see cref="PanelTiles"/>].</summary>
    public long InputFloats(int panels) => (long)Elements * panels * inChannels * PanelTiles;

    /// <summary>Floats of products for a number of panels and output channels: [36][channels][panels·<see cref="PanelTiles"/>].</summary>
    public static long ProductFloats(int panels, int channels) => (long)Elements * panels * channels * PanelTiles;

    /// <summary>Transforms channels [from, to) of <paramref name="panels"/> panels from <paramref name="first"/> on.</summary>
    public void TransformInput(int first, int panels, int from, int to, float* v)
    {
        int lanes = TSimd.Count;
        int phase = Winograd<TSimd, TVector>.PhaseStride;
        float* staged = stackalloc float[6 * 6 * phase];
        float* row = stackalloc float[(Tile * lanes) + 2];
        Place* places = stackalloc Place[lanes];
        long* offsets = stackalloc long[6];
        long elementStride = (long)panels * inChannels * PanelTiles;
        for (int panel = 0; panel < panels; panel++)
        {
            for (int vector = 0; vector < PanelTiles; vector += lanes)
            {
                int tile = ((first + panel) * PanelTiles) + vector;
                bool neighbours = Locate(tile, places);
                bool direct = neighbours && LocateRows(places[0], doubled: false, offsets);
                bool doubled = neighbours && !direct && LocateRows(places[0], doubled: true, offsets);
                for (int channel = from; channel < to; channel++)
                {
                    float* target = v + ((((long)panel * inChannels) + channel) * PanelTiles) + vector;
                    if (neighbours)
                    {
                        // Columns 4 and 5 are the next tile's 0 and 1.
                        long index = ((long)places[0].Picture * inChannels) + channel;
                        float* plane = x + (index * source.Plane);
                        if (direct)
                        {
                            StageDirect(plane, offsets, staged, phase);
                        }
                        else if (doubled)
                        {
                            StageDoubled(plane, offsets, staged, phase);
                        }
                        else
                        {
                            StageNeighbours(places[0], channel, row, staged, phase);
                        }

                        if (source.IsNormalized && (direct || doubled))
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

    /// <summary>
    /// Multiplies element <paramref name="element"/> of the panels from <paramref name="first"/> on for the output channels
    /// in <paramref name="rows"/>: m = u·v over all input channels.
    /// </summary>
    public void Multiply(int element, int first, int panels, float* v, float* m, Range rows)
    {
        int tileRows = MicroKernel<TSimd, TVector>.Rows;
        (int from, int to) = (rows.Start.Value, rows.End.Value);
        long stride = (long)panels * PanelTiles;
        int depthBlocks = (inChannels + DepthBlock - 1) / DepthBlock;
        int depthStep = (inChannels + depthBlocks - 1) / depthBlocks;
        for (int k = 0; k < inChannels; k += depthStep)
        {
            int depth = Math.Min(depthStep, inChannels - k);
            for (int panel = 0; panel < panels; panel++)
            {
                float* b = v + ((((((long)element * panels) + panel) * inChannels) + k) * PanelTiles);
                float* c = m + (element * (to - from) * stride) + ((long)panel * PanelTiles);
                for (int row = from; row < to; row += tileRows)
                {
                    MicroKernel<TSimd, TVector>.Run(
                        depth,
                        kernels.Block(row / tileRows, (element * inChannels) + k),
                        b,
                        c + ((row - from) * stride),
                        stride,
                        Math.Min(tileRows, to - row),
                        Math.Min(PanelTiles, Tiles - ((first + panel) * PanelTiles)),
                        accumulate: k > 0);
                }
            }
        }
    }

    /// <summary>
    /// Writes output channels [from, to) of <paramref name="panels"/> panels from <paramref name="first"/> on, from the
    /// products of the channels in <paramref name="rows"/>.
    /// </summary>
    public void TransformOutput(int first, int panels, int from, int to, float* m, Range rows)
    {
        int lanes = TSimd.Count;
        Place* places = stackalloc Place[lanes];
        float* whole = stackalloc float[Tile * Tile * lanes];
        long stride = (long)panels * PanelTiles;
        long elementStride = (rows.End.Value - rows.Start.Value) * stride;
        for (int vector = 0; vector < stride; vector += lanes)
        {
            int tile = (first * PanelTiles) + vector;
            if (tile >= Tiles)
            {
                return;
            }

            bool neighbours = Locate(tile, places);
            Place start = places[0];
            bool direct = neighbours && start.Row + Tile <= height && start.Column + (Tile * lanes) <= width;
            for (int channel = from; channel < to; channel++)
            {
                float* products = m + ((channel - rows.Start.Value) * stride) + vector;
                float offset = bias is null ? 0 : bias[channel];
                if (direct)
                {
                    float* target = y + ((((((long)start.Picture * outChannels) + channel) * height) + start.Row) * width) + start.Column;
                    Winograd<TSimd, TVector>.Output(products, elementStride, offset, slope, target, width);
                    moments?.Gather(start.Picture, channel, Piece(tile, start.Picture), target, width, Tile, Tile * lanes);
                    continue;
                }

                Winograd<TSimd, TVector>.Output(products, elementStride, offset, slope, whole, Tile * lanes);
                for (int lane = 0; lane < lanes && tile + lane < Tiles; lane++)
                {
                    Place at = places[lane];
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

                if (moments is not null)
                {
                    GatherEach(tile, places, channel, whole);
                }
            }
        }
    }

    /// <summary>Gathers the moments of one vector of tiles, computed in <paramref name="whole"/>, as far as they exist.</summary>
    private void GatherEach(int tile, Place* places, int channel, float* whole)
    {
        int length = Tile * TSimd.Count;
        for (int lane = 0; lane < TSimd.Count && tile + lane < Tiles;)
        {
            // As many as are whole and of one picture go together.
            Place at = places[lane];
            (int rows, int columns) = (Math.Min(Tile, height - at.Row), Math.Min(Tile, width - at.Column));
            int end = lane + 1;
            while (rows == Tile && columns == Tile && end < TSimd.Count && tile + end < Tiles
                && places[end].Picture == at.Picture && places[end].Row + Tile <= height && places[end].Column + Tile <= width)
            {
                end++;
            }

            moments!.Gather(
                at.Picture, channel, Piece(tile, at.Picture), whole + (lane * Tile), length, rows, columns + ((end - lane - 1) * Tile));
            lane = end;
        }
    }

    /// <summary>Which of the panels with tiles of <paramref name="picture"/> the one with <paramref name="tile"/> is.</summary>
    private int Piece(int tile, int picture) => (tile / PanelTiles) - (int)((long)picture * _across * _down / PanelTiles);

    /// <summary>Where the tiles of one vector lie; true if they are neighbours in one row of tiles.</summary>
    private bool Locate(int tile, Place* places)
    {
        int picture = _across * _down;
        for (int lane = 0; lane < TSimd.Count; lane++)
        {
            // Tiles after the last one repeat it; what they give is not written.
            int at = Math.Min(tile + lane, Tiles - 1);
            (int n, int inside) = Math.DivRem(at, picture);
            (int down, int across) = Math.DivRem(inside, _across);
            places[lane] = new Place(n, down * Tile, across * Tile);
        }

        Place last = places[TSimd.Count - 1];
        return tile + TSimd.Count <= Tiles
            && last.Picture == places[0].Picture
            && last.Row == places[0].Row
            && last.Column - places[0].Column == (TSimd.Count - 1) * Tile;
    }

    /// <summary>Where the six rows of neighbouring tiles lie within a plane; false if one is not stored side by side, or doubled.</summary>
    private bool LocateRows(Place at, bool doubled, long* offsets)
    {
        int length = (Tile * TSimd.Count) + 2;
        for (int r = 0; r < 6; r++)
        {
            offsets[r] = doubled
                ? source.Doubled(at.Row + r, at.Column, length)
                : source.Neighbours(at.Row + r, at.Column, length);
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

    /// <summary>As <see cref="StageDirect"/> where each pixel is seen twice: columns 4·i … 4·i + 3 are pixels 2·i, 2·i + 1, 2·i + 1, 2·i + 2.</summary>
    private static void StageDoubled(float* plane, long* offsets, float* staged, int phase)
    {
        for (int r = 0; r < 6; r++, staged += 4 * phase)
        {
            float* line = plane + offsets[r];
            TSimd.Store(TSimd.Evens(TSimd.Load(line), TSimd.Load(line + TSimd.Count)), staged);
            TVector twice = TSimd.Evens(TSimd.Load(line + 1), TSimd.Load(line + 1 + TSimd.Count));
            TSimd.Store(twice, staged + phase);
            TSimd.Store(twice, staged + (2 * phase));
            TSimd.Store(TSimd.Evens(TSimd.Load(line + 2), TSimd.Load(line + 2 + TSimd.Count)), staged + (3 * phase));
            staged[TSimd.Count] = line[2 * TSimd.Count];
            staged[phase + TSimd.Count] = line[(2 * TSimd.Count) + 1];
        }
    }

    private void StageNeighbours(Place at, int channel, float* row, float* staged, int phase)
    {
        long index = ((long)at.Picture * inChannels) + channel;
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

    private void StageEach(Place* places, int channel, float* staged, int phase)
    {
        float* six = stackalloc float[6];
        for (int lane = 0; lane < TSimd.Count; lane++)
        {
            Place at = places[lane];
            long index = ((long)at.Picture * inChannels) + channel;
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

    /// <summary>The first output of a tile.</summary>
    private readonly record struct Place(int Picture, int Row, int Column);
}
