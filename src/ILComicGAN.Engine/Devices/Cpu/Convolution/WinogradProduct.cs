using ILComicGAN.Engine.Devices.Cpu.MatrixProduct;
using ILComicGAN.Engine.Devices.Cpu.Normalization;
using ILComicGAN.Engine.Devices.Cpu.Simd;
using ILComicGAN.Engine.Elementwise;

namespace ILComicGAN.Engine.Devices.Cpu.Convolution;

/// <summary>
/// A convolution as matrix products between transforms, one for each element of a tile: of transformed kernels
/// [rows, depth] with transformed tiles [depth, tiles]. The tiles of all pictures of a batch are numbered through and come
/// in panels, the columns of a register tile.
/// </summary>
/// <param name="layer">What is computed.</param>
/// <param name="elements">Products in a tile.</param>
/// <param name="kernels">Transformed kernels, [row block][elements][depth][rows of a block].</param>
/// <param name="depth">Rows of the transformed tiles: input channels, times the phases of a picture that are read apart.</param>
/// <param name="grid">The tiles.</param>
internal abstract unsafe class WinogradProduct<TSimd, TVector>(
    WinogradLayer<TSimd, TVector> layer, int elements, PackedMatrix kernels, int depth, TileGrid grid)
    where TSimd : ISimd<TVector>
    where TVector : unmanaged
{
    private const int DepthBlock = 256;

    /// <summary>
    /// Floats of a cache line, by which elements lie further apart than their values ask for: at distances of a large power
    /// of two, the lines that a transform writes or reads by turns would all fall into a few sets of the caches.
    /// </summary>
    private const int Stagger = 16;

    /// <summary>Products in a tile.</summary>
    public int Elements => elements;

    /// <summary>Tiles in a panel.</summary>
    public static int PanelTiles => MicroKernel<TSimd, TVector>.Columns;

    /// <summary>What is computed.</summary>
    public WinogradLayer<TSimd, TVector> Layer => layer;

    /// <summary>Rows of the products that are transformed back together.</summary>
    public virtual int RowsTogether => MicroKernel<TSimd, TVector>.Rows;

    /// <summary>Rows of the products.</summary>
    public int Rows => kernels.Rows;

    /// <summary>Floats of the transformed kernels.</summary>
    public long KernelFloats => (long)kernels.Rows * kernels.Depth;

    /// <summary>Tiles of all pictures.</summary>
    public int Tiles => grid.Count;

    /// <summary>Panels of all pictures, the last one perhaps not full.</summary>
    public int Panels => (Tiles + PanelTiles - 1) / PanelTiles;

    /// <summary>Panels that have tiles of the same picture, at most: the pieces in which its moments are gathered.</summary>
    public int PanelsOfPicture => (((grid.Down * grid.Across) + PanelTiles - 2) / PanelTiles) + 1;

    /// <summary>Floats of transformed inputs for a number of panels: [elements][panel][depth][<see cref="PanelTiles"/>].</summary>
    public long InputFloats(int panels) => elements * InputStride(panels);

    /// <summary>Floats of products for a number of panels and rows: [elements][rows][panels·<see cref="PanelTiles"/>].</summary>
    public long ProductFloats(int panels, int rows) => elements * ProductStride(panels, rows);

    /// <summary>Transforms channels [from, to) of <paramref name="panels"/> panels from <paramref name="first"/> on.</summary>
    public abstract void TransformInput(int first, int panels, int from, int to, float* v);

    /// <summary>
    /// Writes the outputs of rows [from, to), multiples of <see cref="RowsTogether"/> or the last, of
    /// <paramref name="panels"/> panels from <paramref name="first"/> on, from the products of <paramref name="rows"/>.
    /// </summary>
    public abstract void TransformOutput(int first, int panels, int from, int to, float* m, Range rows);

    /// <summary>
    /// Multiplies element <paramref name="element"/> of the panels from <paramref name="first"/> on for the rows in
    /// <paramref name="rows"/>: m = u·v over the depth.
    /// </summary>
    public void Multiply(int element, int first, int panels, float* v, float* m, Range rows)
    {
        (int step, int repeat) = Terms(element);
        bool accumulate = false;
        for (int start = 0; start < depth; start += repeat)
        {
            int blocks = (step + DepthBlock - 1) / DepthBlock;
            for (int block = 0; block < blocks; block++)
            {
                (int from, int to) = (start + (step * block / blocks), start + (step * (block + 1) / blocks));
                Multiply(element, from, to - from, first, panels, v, m, rows, accumulate);
                accumulate = true;
            }
        }
    }

    /// <summary>
    /// The terms of an element that are not zero in all kernels: the first of each <c>Repeat</c> along the depth.
    /// </summary>
    protected virtual (int Count, int Repeat) Terms(int element) => (depth, depth);

    /// <summary>Rows of the transformed tiles.</summary>
    protected int Depth => depth;

    protected TileGrid Grid => grid;

    /// <summary>Floats from one element of the transformed inputs to the next.</summary>
    protected long InputStride(int panels) => ((long)panels * depth * PanelTiles) + Stagger;

    /// <summary>Floats from one element of the products to the next.</summary>
    protected static long ProductStride(int panels, Range rows) => ProductStride(panels, rows.End.Value - rows.Start.Value);

    /// <summary>Where term <paramref name="k"/> of a panel lies in each element of the transformed inputs.</summary>
    protected long InputOffset(int panel, int k) => (((long)panel * depth) + k) * PanelTiles;

    /// <summary>Gathers the moments of what one vector of tiles, the first of them <paramref name="tile"/>, has written.</summary>
    /// <param name="channel">Which one.</param>
    /// <param name="tile">The first.</param>
    /// <param name="runs">All of them.</param>
    /// <param name="scale">Rows of outputs to a row of the grid.</param>
    /// <param name="lead">Rows and columns by which a tile's outputs begin before it.</param>
    protected void Gather(int channel, int tile, ReadOnlySpan<TileRun> runs, int scale = 1, int lead = 0)
    {
        if (layer.Moments is not { } moments)
        {
            return;
        }

        foreach (TileRun run in runs)
        {
            TileGrid.Place at = run.First;
            (int top, int left) = (Math.Max(0, (scale * at.Row) - lead), Math.Max(0, (scale * at.Column) - lead));
            int bottom = Math.Min(layer.Height, (scale * (at.Row + grid.Side)) - lead);
            int right = Math.Min(layer.Width, (scale * (at.Column + (run.Count * grid.Side))) - lead);
            int piece = (tile / PanelTiles) - (int)((long)at.Picture * grid.Down * grid.Across / PanelTiles);
            float* first = layer.Output(at.Picture, channel) + ((long)top * layer.Width) + left;
            moments.Gather(at.Picture, channel, piece, first, layer.Width, bottom - top, right - left);
        }
    }

    private static long ProductStride(int panels, int rows) => ((long)panels * rows * PanelTiles) + Stagger;

    private void Multiply(
        int element, int k, int terms, int first, int panels, float* v, float* m, Range rows, bool accumulate)
    {
        int tileRows = MicroKernel<TSimd, TVector>.Rows;
        (int from, int to) = (rows.Start.Value, rows.End.Value);
        long stride = (long)panels * PanelTiles;
        for (int panel = 0; panel < panels; panel++)
        {
            float* b = v + (element * InputStride(panels)) + InputOffset(panel, k);
            float* c = m + (element * ProductStride(panels, rows)) + ((long)panel * PanelTiles);
            // Whole vectors: there is room for those that reach beyond the last tile.
            int tiles = Math.Min(PanelTiles, Tiles - ((first + panel) * PanelTiles));
            int columns = (tiles + TSimd.Count - 1) / TSimd.Count * TSimd.Count;
            for (int row = from; row < to; row += tileRows)
            {
                MicroKernel<TSimd, TVector>.Run(
                    terms,
                    kernels.Block(row / tileRows, (element * depth) + k),
                    b,
                    c + ((row - from) * stride),
                    stride,
                    Math.Min(tileRows, to - row),
                    columns,
                    accumulate);
            }
        }
    }
}
