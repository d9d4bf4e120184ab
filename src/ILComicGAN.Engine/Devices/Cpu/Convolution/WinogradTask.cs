using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices.Cpu.MatrixProduct;
using ILComicGAN.Engine.Devices.Cpu.Normalization;
using ILComicGAN.Engine.Devices.Cpu.Simd;

namespace ILComicGAN.Engine.Devices.Cpu.Convolution;

/// <summary>
/// A convolution with stride 1 by the transforms of <typeparamref name="TTile"/>: matrix products of the transformed
/// kernels [C_out, C_in] with the transformed tiles [C_in, tiles].
/// </summary>
/// <param name="layer">What is computed.</param>
/// <param name="source">What is read.</param>
/// <param name="kernels">Transformed kernels, [row block][elements][depth][rows of a block].</param>
/// <param name="depth">Rows of the transformed tiles.</param>
/// <param name="grid">The tiles.</param>
internal unsafe class WinogradTask<TSimd, TVector, TTile>(
    WinogradLayer<TSimd, TVector> layer, PictureSource source, PackedMatrix kernels, int depth, TileGrid grid)
    : WinogradProduct<TSimd, TVector>(layer, TTile.Inputs * TTile.Inputs, kernels, depth, grid)
    where TSimd : ISimd<TVector>
    where TVector : unmanaged
    where TTile : struct, IWinogradTile<TVector>
{
    /// <summary>Rows and columns of a tile's outputs.</summary>
    protected static int Tile => TTile.Outputs;

    /// <summary>Rows and columns of a tile's inputs.</summary>
    protected static int Side => TTile.Inputs;

    /// <summary>Rows and columns of the picture to one of the outputs.</summary>
    protected virtual int Scale => 1;

    /// <summary>Rows of the picture that a tile reads.</summary>
    protected virtual int InputRows => Side;

    /// <summary>Columns of the picture that are read beyond a tile.</summary>
    protected virtual int ColumnsBeyond => Side - Tile;

    public override void TransformInput(int first, int panels, int from, int to, float* v)
    {
        float* staged = stackalloc float[Scale * InputRows * Side * TileRows<TSimd, TVector>.ColumnStride];
        float* memory = stackalloc float[TileRows<TSimd, TVector>.Floats(Tile, Scale, ColumnsBeyond)];
        long* offsets = stackalloc long[InputRows * TSimd.Count];
        Span<TileRun> room = stackalloc TileRun[TSimd.Count];
        scoped TileRows<TSimd, TVector> tiles = new(Layer, source, Tile, Scale, InputRows, ColumnsBeyond, memory, offsets);
        for (int vector = 0; vector < panels * PanelTiles; vector += TSimd.Count)
        {
            int tile = (first * PanelTiles) + vector;
            if (tile >= Tiles)
            {
                // Products of tiles that do not exist are not read.
                return;
            }

            (int panel, int inside) = Math.DivRem(vector, PanelTiles);
            tiles.Locate(room[..Grid.Runs(tile, room)]);
            for (int channel = from; channel < to; channel++)
            {
                Transform(tiles, channel, staged, v + InputOffset(panel, 0) + inside, InputStride(panels));
            }
        }
    }

    /// <summary>Transforms the inputs of one vector of tiles in one channel.</summary>
    /// <param name="tiles">Which they are.</param>
    /// <param name="channel">Which one.</param>
    /// <param name="staged">Room for a vector of each of the inputs of the tiles.</param>
    /// <param name="v">Where term 0 of element 0 goes.</param>
    /// <param name="stride">Floats from one element to the next.</param>
    protected virtual void Transform(in TileRows<TSimd, TVector> tiles, int channel, float* staged, float* v, long stride)
    {
        int columnStride = TileRows<TSimd, TVector>.ColumnStride;
        for (int row = 0; row < Side; row++)
        {
            float* target = staged + (row * tiles.RowStride);
            TTile.Split(tiles.Read(channel, row), target, columnStride);
            tiles.Extend(target);
        }

        v += (long)channel * PanelTiles;
        if (tiles.Pending(channel, out NormalizedElements<TSimd, TVector> normalized))
        {
            TTile.Input(staged, tiles.RowStride, columnStride, tiles.Beyond, v, stride, normalized);
        }
        else
        {
            TTile.Input(staged, tiles.RowStride, columnStride, tiles.Beyond, v, stride, default(UnchangedElements<TVector>));
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
                    foreach (TileRun run in runs)
                    {
                        Write(whole + (run.Lane * Tile), Tile * lanes, Tile, run, channel, 1, 0);
                    }
                }

                Gather(channel, tile, runs);
            }
        }
    }

    /// <summary>Writes what exists of a run's outputs.</summary>
    /// <param name="outputs">Its first.</param>
    /// <param name="stride">Floats from one row to the next.</param>
    /// <param name="size">Rows, and columns of one tile.</param>
    /// <param name="run">Where it is.</param>
    /// <param name="channel">Which one.</param>
    /// <param name="scale">Rows of outputs to a row of the grid.</param>
    /// <param name="lead">Rows and columns by which a tile's outputs begin before it.</param>
    protected void Write(float* outputs, long stride, int size, in TileRun run, int channel, int scale, int lead)
    {
        (int top, int left) = ((scale * run.First.Row) - lead, (scale * run.First.Column) - lead);
        (int firstRow, int firstColumn) = (Math.Max(0, -top), Math.Max(0, -left));
        int columns = Math.Min(run.Count * size, Layer.Width - left) - firstColumn;
        float* plane = Layer.Output(run.First.Picture, channel);
        for (int row = firstRow; row < Math.Min(size, Layer.Height - top); row++)
        {
            VectorCopy<TSimd, TVector>.Copy(
                outputs + (row * stride) + firstColumn, columns, plane + ((long)(top + row) * Layer.Width) + left + firstColumn);
        }
    }
}
