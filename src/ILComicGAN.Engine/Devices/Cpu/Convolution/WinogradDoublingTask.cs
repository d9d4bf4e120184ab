using System.Runtime.CompilerServices;

namespace ILComicGAN.Engine.Devices.Cpu;

/// <summary>
/// A 3×3 convolution of a picture that is enlarged to twice its size: each phase of the output, by even and odd rows and
/// columns, is a 2×2 convolution of the picture as stored (<see cref="TwoTapKernels.Doubling"/>). The four phases share the
/// transform of their tile's inputs by F(5×5, 2×2): 144 multiplications for 10×10 outputs, where F(4×4, 3×3) on the enlarged
/// picture takes 225 and the definition 900.
/// </summary>
/// <param name="x">[N, C_in, H, W].</param>
/// <param name="source">The picture with one more row and column on each side.</param>
/// <param name="kernels">Transformed kernels, rows in blocks by [channels of a block][phase].</param>
/// <param name="bias">[C_out] or null.</param>
/// <param name="slope">Of a LeakyReLU on the result; 1 for none.</param>
/// <param name="y">[N, C_out, 2H, 2W].</param>
/// <param name="batch">N.</param>
/// <param name="inChannels">C_in.</param>
/// <param name="outChannels">C_out.</param>
/// <param name="height">H.</param>
/// <param name="width">W.</param>
/// <param name="moments">Gathers those of the result; or null.</param>
internal sealed unsafe class WinogradDoublingTask<TSimd, TVector>(
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
    OutputMoments<TSimd, TVector>? moments)
    : WinogradProduct<TSimd, TVector>(kernels, inChannels, Cover(batch, height, width))
    where TSimd : ISimd<TVector>
    where TVector : unmanaged
{
    private const int Side = Winograd<TSimd, TVector>.Side;
    private const int Phases = TwoTapKernels.Phases;

    /// <summary>Rows and columns of outputs of all phases in a tile.</summary>
    private const int Outputs = 2 * WinogradTwoTap<TSimd, TVector>.Tile;

    /// <summary>Columns that are turned at once: a row of a tile, and some that are not used.</summary>
    private const int Turned = 16;

    public override int InChannels => Depth;

    public override int RowsTogether => Phases * MicroKernel<TSimd, TVector>.Rows;

    /// <summary>
    /// A tile's outputs are the even rows 10·t … 10·t + 8 and the odd rows 10·t − 1 … 10·t + 7, so that one more row of the
    /// picture than it has is to be covered.
    /// </summary>
    public static TileGrid Cover(int batch, int height, int width) =>
        TileGrid.Covering(batch, height + 1, width + 1, WinogradTwoTap<TSimd, TVector>.Tile);

    public override void TransformInput(int first, int panels, int from, int to, float* v)
    {
        int lanes = TSimd.Count;
        const int Half = Turned / 2;
        float* patches = stackalloc float[lanes * Turned];
        float* staged = stackalloc float[Side * Half * lanes];
        long* offsets = stackalloc long[Side * lanes];
        Span<TileGrid.Place> places = stackalloc TileGrid.Place[lanes];
        TilePatches<TSimd, TVector> tiles = new(x, InChannels, source, offsets, Side, Side);
        for (int panel = 0; panel < panels; panel++)
        {
            for (int vector = 0; vector < PanelTiles; vector += lanes)
            {
                Grid.Locate(((first + panel) * PanelTiles) + vector, places);
                tiles.Locate(places, 1);
                for (int channel = from; channel < to; channel++)
                {
                    // Two rows of the tiles' inputs fill what is turned at once.
                    for (int row = 0; row < Side; row += 2)
                    {
                        tiles.Read(places, 1, channel, row, patches, Turned);
                        tiles.Read(places, 1, channel, row + 1, patches + Half, Turned);
                        Transposition<TSimd, TVector>.Run(patches, Turned, lanes, Turned, staged + (row * Half * lanes), lanes, lanes);
                    }

                    tiles.Transform(
                        places, channel, staged, Half * lanes, lanes, v + InputOffset(panel, channel) + vector, InputStride(panels));
                }
            }
        }
    }

    public override void TransformOutput(int first, int panels, int from, int to, float* m, Range rows)
    {
        int lanes = TSimd.Count;
        int blockRows = MicroKernel<TSimd, TVector>.Rows;
        Span<TileGrid.Place> places = stackalloc TileGrid.Place[lanes];
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
            for (int channel = from / Phases; channel < Math.Min(to / Phases, outChannels); channel++)
            {
                (int block, int inside) = Math.DivRem(channel, blockRows);
                for (int phase = 0; phase < Phases; phase++)
                {
                    int row = (((block * Phases) + phase) * blockRows) + inside;
                    int firstOutput = ((1 - (phase / 2)) * Turned) + 1 - (phase % 2);
                    WinogradTwoTap<TSimd, TVector>.Output(
                        m + ((row - rows.Start.Value) * stride) + vector,
                        elementStride,
                        bias is null ? 0 : bias[channel],
                        slope,
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
                        if ((uint)line < 2 * height)
                        {
                            float* target = y + (((((long)at.Picture * outChannels) + channel) * 2 * height) + line) * 2 * width;
                            Write(turned + (lane * Turned), target, (2 * at.Column) - 1);
                        }
                    }
                }

                Gather(moments, y, outChannels, 2 * height, 2 * width, channel, tile, places, scale: 2, lead: 1);
            }
        }
    }

    /// <summary>Writes a tile's row to columns from <paramref name="column"/> on, as far as they exist.</summary>
    private void Write(float* row, float* target, int column)
    {
        if (column >= 0 && column + Outputs <= 2 * width)
        {
            Unsafe.CopyBlockUnaligned(target + column, row, Outputs * sizeof(float));
            return;
        }

        int skipped = Math.Max(0, -column);
        int count = Math.Min(Outputs, (2 * width) - column) - skipped;
        new ReadOnlySpan<float>(row + skipped, count).CopyTo(new Span<float>(target + column + skipped, count));
    }
}
