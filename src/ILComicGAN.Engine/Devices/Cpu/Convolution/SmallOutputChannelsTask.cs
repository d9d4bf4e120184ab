using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices.Cpu.MatrixProduct;
using ILComicGAN.Engine.Devices.Cpu.Simd;
using ILComicGAN.Engine.Elementwise;

namespace ILComicGAN.Engine.Devices.Cpu.Convolution;

/// <summary>
/// A stride-1 convolution of seven rows to few channels by <see cref="WinogradF4x7Columns{TSimd, TVector}"/>. The columns of
/// the kernel are further rows of the product, [C_out · kernel columns, C_in] by [C_in, columns of the picture], which
/// fills the registers where C_out rows alone would not; each output then adds up its row's shifted products.
/// </summary>
/// <param name="x">[N, C_in, …] as <paramref name="source"/> says.</param>
/// <param name="source">The picture with its border.</param>
/// <param name="kernels">Transformed kernels: rows (output channel, kernel column), depth (element, input channel).</param>
/// <param name="bias">[C_out] or null.</param>
/// <param name="slope">Of a LeakyReLU on the result; 1 for none.</param>
/// <param name="y">[N, C_out, height, width].</param>
/// <param name="s">Sizes.</param>
internal sealed unsafe class SmallOutputChannelsTask<TSimd, TVector>(
    float* x, PictureSource source, PackedMatrix kernels, float* bias, float slope, float* y, SmallChannelsShape s)
    where TSimd : ISimd<TVector>
    where TVector : unmanaged
{
    private const int Tile = WinogradF4x7Columns<TSimd, TVector>.Tile;
    private const int Elements = WinogradF4x7Columns<TSimd, TVector>.Elements;

    /// <summary>Tiles below each other that read their common rows together.</summary>
    private const int TilesTogether = 2;

    /// <summary>Panels in a piece of work, one after the other: as many columns of the picture are read twice as its kernel has less one.</summary>
    private const int PanelsTogether = 8;

    private readonly int _tiles = (s.Height + Tile - 1) / Tile;
    private readonly int _chunk = ((PanelsTogether + (s.KernelWidth / PanelColumns)) * PanelColumns) - s.KernelWidth + 1;

    /// <summary>Pieces of work.</summary>
    public int Pieces => s.Batch * Groups * Chunks;

    private static int PanelColumns => MicroKernel<TSimd, TVector>.Columns;

    private int Groups => (_tiles + TilesTogether - 1) / TilesTogether;

    private int Chunks => (s.Width + _chunk - 1) / _chunk;

    /// <summary>From one element's inputs to the next one's; not a power of two, or all would share a few sets of the first-level cache.</summary>
    private long InputStride => ((long)s.Depth * PanelColumns) + TSimd.Count;

    private long InputFloats => Elements * InputStride;

    /// <summary>The last columns of a panel that outputs of the next one read, in whole vectors.</summary>
    private int Kept => Whole(s.KernelWidth - 1);

    private int ProductStride => Kept + PanelColumns;

    private int ProductRows => kernels.Blocks * kernels.BlockRows;

    private long ProductFloats => (long)Elements * ProductRows * ProductStride;

    /// <summary>Computes one piece.</summary>
    public void Run(int piece)
    {
        (int rest, int chunk) = Math.DivRem(piece, Chunks);
        (int n, int group) = Math.DivRem(rest, Groups);
        int first = group * TilesTogether;
        int tiles = Math.Min(TilesTogether, _tiles - first);
        int rows = (tiles * Tile) + WinogradF4x7Columns<TSimd, TVector>.Taps - 1;
        int column = chunk * _chunk;
        int outputs = Math.Min(_chunk, s.Width - column);
        int inputs = outputs + s.KernelWidth - 1;
        // The last product's last row is read by whole vectors.
        float* v = Scratch.Floats((2 * tiles * InputFloats) + (tiles * ProductFloats) + TSimd.Count + ((long)rows * PanelColumns));
        float* following = v + (tiles * InputFloats);
        float* m = following + (tiles * InputFloats);
        float* copy = m + (tiles * ProductFloats) + TSimd.Count;
        long* offsets = stackalloc long[rows];
        long picture = (long)n * s.Depth;
        ColumnStage<TSimd, TVector> stage = new(x, source, first * Tile, rows, column, Whole(Math.Min(PanelColumns, inputs)), offsets, copy);
        Transform(stage, picture, 0, s.Depth, tiles, v);
        for (int done = 0; done < inputs; done += PanelColumns)
        {
            int columns = Whole(Math.Min(PanelColumns, inputs - done));
            int ahead = Whole(Math.Clamp(inputs - done - PanelColumns, 0, PanelColumns));
            int channels = 0;
            if (ahead > 0)
            {
                stage = new(x, source, first * Tile, rows, column + done + PanelColumns, ahead, offsets, copy);
                channels = s.Depth;
            }

            // Outputs whose last column is in this panel.
            int from = Math.Max(0, done - s.KernelWidth + 1);
            int to = Math.Min(outputs, done + PanelColumns - s.KernelWidth + 1);
            for (int tile = 0; tile < tiles; tile++)
            {
                float* products = m + (tile * ProductFloats);
                for (int element = 0; element < Elements; element++)
                {
                    // The next panel comes from memory while this one is multiplied.
                    int step = (tile * Elements) + element;
                    int steps = tiles * Elements;
                    Transform(stage, picture, channels * step / steps, channels * (step + 1) / steps, tiles, following);
                    for (int channel = channels * (step + 1) / steps; channel < channels * (step + 2) / steps && channel < channels; channel++)
                    {
                        stage.Prefetch(picture + channel);
                    }

                    Multiply(element, v + (tile * InputFloats), columns, products);
                }

                int row = (first + tile) * Tile;
                for (int channel = 0; channel < s.Rows && to > from; channel++)
                {
                    WinogradF4x7Columns<TSimd, TVector>.Output(
                        products + ((long)channel * s.KernelWidth * ProductStride) + Kept + from - done,
                        (long)ProductRows * ProductStride,
                        s.KernelWidth,
                        ProductStride + 1,
                        bias is null ? 0 : bias[channel],
                        slope,
                        y + ((((((long)n * s.Rows) + channel) * s.Height) + row) * s.Width) + column + from,
                        s.Width,
                        Math.Min(Tile, s.Height - row),
                        to - from);
                }

                Keep(products);
            }

            float* used = v;
            v = following;
            following = used;
        }
    }

    private static int Whole(int columns) => (columns + TSimd.Count - 1) / TSimd.Count * TSimd.Count;

    /// <summary>Transforms channels [from, to) of a panel.</summary>
    private void Transform(in ColumnStage<TSimd, TVector> stage, long picture, int from, int to, int tiles, float* v)
    {
        for (int channel = from; channel < to; channel++)
        {
            float* lines = stage.Rows(picture + channel);
            for (int tile = 0; tile < tiles; tile++)
            {
                WinogradF4x7Columns<TSimd, TVector>.Input(
                    lines,
                    stage.Offsets + (tile * Tile),
                    stage.Columns,
                    v + (tile * InputFloats) + ((long)channel * PanelColumns),
                    InputStride);
            }
        }
    }

    private void Multiply(int element, float* v, int columns, float* products)
    {
        for (int block = 0; block < kernels.Blocks; block++)
        {
            MicroKernel<TSimd, TVector>.Run(
                s.Depth,
                kernels.Block(block, element * s.Depth),
                v + (element * InputStride),
                products + ((((long)element * ProductRows) + (block * kernels.BlockRows)) * ProductStride) + Kept,
                ProductStride,
                kernels.BlockRows,
                TSimd.HasWideTile ? columns : PanelColumns,
                accumulate: false);
        }
    }

    /// <summary>Puts each product's last columns before its first, where the next panel's outputs look for them.</summary>
    private void Keep(float* products)
    {
        for (int row = 0; row < Elements * ProductRows; row++, products += ProductStride)
        {
            VectorCopy<TSimd, TVector>.Copy(products + PanelColumns, Kept, products);
        }
    }
}
