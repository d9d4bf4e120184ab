using System.Runtime.CompilerServices;

namespace ILComicGAN.Engine.Devices.Cpu;

/// <summary>
/// A 3×3 convolution of a picture that is enlarged to twice its size: each phase of the output, by even and odd rows and
/// columns, is a 2×2 convolution of the picture as stored (<see cref="TwoTapKernels.Doubling"/>). The four phases share the
/// transform of their tile's inputs by F(5×5, 2×2): 144 multiplications for 10×10 outputs, where F(4×4, 3×3) on the enlarged
/// picture takes 225 and the definition 900.
/// </summary>
/// <param name="layer">What is computed.</param>
/// <param name="kernels">Transformed kernels, rows in blocks by [channels of a block][phase].</param>
internal sealed unsafe class WinogradDoublingTask<TSimd, TVector>(WinogradLayer<TSimd, TVector> layer, PackedMatrix kernels)
    : WinogradProduct<TSimd, TVector>(layer, Winograd<TSimd, TVector>.Elements, kernels, layer.InChannels, Cover(layer.Batch, layer.Height, layer.Width))
    where TSimd : ISimd<TVector>
    where TVector : unmanaged
{
    private const int Side = Winograd<TSimd, TVector>.Side;
    private const int Phases = TwoTapKernels.Phases;

    /// <summary>Rows and columns of outputs of all phases in a tile.</summary>
    private const int Outputs = 2 * WinogradTwoTap<TSimd, TVector>.Tile;

    /// <summary>Columns that are turned at once: a row of a tile, and some that are not used.</summary>
    private const int Turned = 16;

    private readonly PictureSource _stored = layer.Source.Stored;

    public override int RowsTogether => Phases * MicroKernel<TSimd, TVector>.Rows;

    /// <summary>
    /// A tile's outputs are the even rows 10·t … 10·t + 8 and the odd rows 10·t − 1 … 10·t + 7, so that one more row of the
    /// stored picture than it has is to be covered.
    /// </summary>
    /// <param name="batch">N.</param>
    /// <param name="height">Of the output.</param>
    /// <param name="width">Of the output.</param>
    public static TileGrid Cover(int batch, int height, int width) =>
        TileGrid.Covering(batch, (height / 2) + 1, (width / 2) + 1, WinogradTwoTap<TSimd, TVector>.Tile);

    public override void TransformInput(int first, int panels, int from, int to, float* v)
    {
        int lanes = TSimd.Count;
        const int Half = Turned / 2;
        float* patches = stackalloc float[lanes * Turned];
        float* staged = stackalloc float[Side * Half * lanes];
        long* offsets = stackalloc long[Side * lanes];
        Span<TileGrid.Place> places = stackalloc TileGrid.Place[lanes];
        TilePatches<TSimd, TVector> tiles = new(Layer, _stored, places, offsets, scale: 1, Side);
        for (int panel = 0; panel < panels; panel++)
        {
            for (int vector = 0; vector < PanelTiles; vector += lanes)
            {
                Grid.Locate(((first + panel) * PanelTiles) + vector, places);
                tiles.Locate();
                for (int channel = from; channel < to; channel++)
                {
                    // Two rows of the tiles' inputs fill what is turned at once.
                    for (int row = 0; row < Side; row += 2)
                    {
                        tiles.Read(channel, row, patches, Turned);
                        tiles.Read(channel, row + 1, patches + Half, Turned);
                        Transposition<TSimd, TVector>.Run(patches, Turned, lanes, Turned, staged + (row * Half * lanes), lanes, lanes);
                    }

                    tiles.Transform(
                        channel, staged, Half * lanes, lanes, v + InputOffset(panel, channel) + vector, InputStride(panels));
                }
            }
        }
    }

    public override void TransformOutput(int first, int panels, int from, int to, float* m, Range rows)
    {
        int lanes = TSimd.Count;
        int blockRows = MicroKernel<TSimd, TVector>.Rows;
        Span<TileGrid.Place> places = stackalloc TileGrid.Place[lanes];
        Span<TileRun> room = stackalloc TileRun[lanes];
        float* outputs = stackalloc float[Outputs * Turned * lanes];
        float* turned = stackalloc float[lanes * Turned];
        long stride = (long)panels * PanelTiles;
        long elementStride = ProductStride(panels, rows);
        for (int vector = 0; vector < stride; vector += lanes)
        {
            int tile = (first * PanelTiles) + vector;
            if (tile >= Tiles)
            {
                return;
            }

            Grid.Locate(tile, places);
            ReadOnlySpan<TileRun> runs = room[..Grid.Runs(tile, room)];
            for (int channel = from / Phases; channel < Math.Min(to / Phases, Layer.OutChannels); channel++)
            {
                (int block, int inside) = Math.DivRem(channel, blockRows);
                for (int phase = 0; phase < Phases; phase++)
                {
                    int row = (((block * Phases) + phase) * blockRows) + inside;
                    int firstOutput = ((1 - (phase / 2)) * Turned) + 1 - (phase % 2);
                    WinogradTwoTap<TSimd, TVector>.Output(
                        m + ((row - rows.Start.Value) * stride) + vector,
                        elementStride,
                        Layer.Offset(channel),
                        Layer.Slope,
                        outputs + (firstOutput * lanes),
                        2 * Turned * lanes,
                        2 * lanes);
                }

                for (int row = 0; row < Outputs; row++)
                {
                    Transposition<TSimd, TVector>.Run(outputs + (row * Turned * lanes), lanes, Turned, lanes, turned, Turned, Turned);
                    for (int lane = 0; lane < lanes && tile + lane < Tiles; lane++)
                    {
                        TileGrid.Place at = places[lane];
                        int line = (2 * at.Row) - 1 + row;
                        if ((uint)line < Layer.Height)
                        {
                            float* target = Layer.Output(at.Picture, channel) + ((long)line * Layer.Width);
                            Write(turned + (lane * Turned), target, (2 * at.Column) - 1);
                        }
                    }
                }

                Gather(channel, tile, runs, scale: 2, lead: 1);
            }
        }
    }

    /// <summary>Writes a tile's row to columns from <paramref name="column"/> on, as far as they exist.</summary>
    private void Write(float* row, float* target, int column)
    {
        if (column >= 0 && column + Outputs <= Layer.Width)
        {
            Unsafe.CopyBlockUnaligned(target + column, row, Outputs * sizeof(float));
            return;
        }

        int skipped = Math.Max(0, -column);
        int count = Math.Min(Outputs, Layer.Width - column) - skipped;
        new ReadOnlySpan<float>(row + skipped, count).CopyTo(new Span<float>(target + column + skipped, count));
    }
}
