using ILComicGAN.Engine.Devices.Cpu.MatrixProduct;
using ILComicGAN.Engine.Devices.Cpu.Simd;

namespace ILComicGAN.Engine.Devices.Cpu.Convolution;

/// <summary>
/// A 3×3 convolution of a picture that is enlarged to twice its size: each phase of the output, by even and odd rows and
/// columns, is a 2×2 convolution of the picture as stored (<see cref="PolyphaseKernels.Doubling"/>). The four phases share the
/// transform of their tile's inputs by F(6×6, 2×2): 196 multiplications for 12×12 outputs, where F(4×4, 3×3) on the enlarged
/// picture takes 324 and the definition 1296.
/// </summary>
/// <param name="layer">What is computed.</param>
/// <param name="kernels">Transformed kernels, rows in blocks by [channels of a block][phase].</param>
internal sealed unsafe class PolyphaseUpsampleTask<TSimd, TVector>(WinogradLayer<TSimd, TVector> layer, PackedMatrix kernels)
    : WinogradTask<TSimd, TVector, WinogradF6<TSimd, TVector, TwoTapPoints>>(
        layer, layer.Source.Stored, kernels, layer.InChannels, Cover(layer.Batch, layer.Height, layer.Width))
    where TSimd : ISimd<TVector>
    where TVector : unmanaged
{
    private const int Phases = PolyphaseKernels.Phases;

    public override int RowsTogether => Phases * MicroKernel<TSimd, TVector>.Rows;

    /// <summary>
    /// A tile's outputs are the even rows 12·t … 12·t + 10 and the odd rows 12·t − 1 … 12·t + 9, so that one more row of the
    /// stored picture than it has is to be covered.
    /// </summary>
    /// <param name="batch">N.</param>
    /// <param name="height">Of the output.</param>
    /// <param name="width">Of the output.</param>
    public static TileGrid Cover(int batch, int height, int width) =>
        TileGrid.Covering(batch, (height / 2) + 1, (width / 2) + 1, Tile);

    public override void TransformOutput(int first, int panels, int from, int to, float* m, Range rows)
    {
        int lanes = TSimd.Count;
        int blockRows = MicroKernel<TSimd, TVector>.Rows;
        int width = Tile * lanes;
        Span<TileRun> room = stackalloc TileRun[lanes];
        float* odd = stackalloc float[Tile * width];
        float* even = stackalloc float[Tile * width];
        float* whole = stackalloc float[4 * Tile * width];
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
            (int top, int left) = ((2 * runs[0].First.Row) - 1, (2 * runs[0].First.Column) - 1);
            bool direct = runs[0].Count == lanes
                && top >= 0 && top + (2 * Tile) <= Layer.Height && left >= 0 && left + (2 * width) <= Layer.Width;
            for (int channel = from / Phases; channel < Math.Min(to / Phases, Layer.OutChannels); channel++)
            {
                (int block, int inside) = Math.DivRem(channel, blockRows);
                float* target = direct
                    ? Layer.Output(runs[0].First.Picture, channel) + ((long)top * Layer.Width) + left
                    : whole;
                long targetStride = direct ? Layer.Width : 2 * width;
                for (int below = 0; below < 2; below++)
                {
                    // A tile begins with the odd rows and columns before it.
                    int phase = (((block * Phases) + (2 * (1 - below))) * blockRows) + inside;
                    float* products = m + ((phase - rows.Start.Value) * stride) + vector;
                    WinogradF6<TSimd, TVector, TwoTapPoints>.Output(products, elementStride, Layer.Offset(channel), Layer.Slope, even, width);
                    products += blockRows * stride;
                    WinogradF6<TSimd, TVector, TwoTapPoints>.Output(products, elementStride, Layer.Offset(channel), Layer.Slope, odd, width);
                    for (int row = 0; row < Tile; row++)
                    {
                        float* line = target + (((2 * row) + below) * targetStride);
                        for (int column = 0; column < width; column += lanes)
                        {
                            TSimd.Interleave(
                                TSimd.Load(odd + (row * width) + column), TSimd.Load(even + (row * width) + column), line + (2 * column));
                        }
                    }
                }

                if (!direct)
                {
                    foreach (TileRun run in runs)
                    {
                        Write(whole + (2 * run.Lane * Tile), 2 * width, 2 * Tile, run, channel, 2, 1);
                    }
                }

                Gather(channel, tile, runs, scale: 2, lead: 1);
            }
        }
    }
}
