namespace ILComicGAN.Engine.Devices.Cpu;

/// <summary>
/// A 3×3 convolution with stride 2: the sum of 2×2 convolutions of the picture's four phases, its even and odd rows and columns
/// (<see cref="TwoTapKernels.Halving"/>), by F(6×6, 2×2). The sum is taken in the transformed domain, where the odd phases'
/// one tap leaves the last point's products zero: 169 multiplications for 6×6 outputs instead of 324.
/// </summary>
/// <param name="layer">What is computed.</param>
/// <param name="kernels">Transformed kernels, the depth by [phase][C_in].</param>
internal sealed unsafe class WinogradHalvingTask<TSimd, TVector>(WinogradLayer<TSimd, TVector> layer, PackedMatrix kernels)
    : WinogradTask<TSimd, TVector, SixWinograd<TSimd, TVector, TwoTaps>>(
        layer,
        layer.Source,
        kernels,
        TwoTapKernels.Phases * layer.InChannels,
        TileGrid.Covering(layer.Batch, layer.Height, layer.Width, Tile))
    where TSimd : ISimd<TVector>
    where TVector : unmanaged
{
    /// <summary>InputRows of inputs of a tile: those of the even phase and of the odd one, whose last no tap reaches.</summary>
    private static int InputRows => (2 * Side) - 1;

    public override void TransformInput(int first, int panels, int from, int to, float* v)
    {
        int lanes = TSimd.Count;
        int columnStride = TileRows<TSimd, TVector>.ColumnStride;
        int phase = InputRows * Side * columnStride;
        float* staged = stackalloc float[2 * phase];
        float* apart = stackalloc float[2 * Tile * lanes];
        float* memory = stackalloc float[TileRows<TSimd, TVector>.Floats(Tile, 2, 1)];
        long* offsets = stackalloc long[InputRows * lanes];
        Span<TileRun> room = stackalloc TileRun[lanes];
        scoped TileRows<TSimd, TVector> tiles = new(Layer, Layer.Source, Tile, 2, InputRows, 1, memory, offsets);
        for (int vector = 0; vector < panels * PanelTiles; vector += lanes)
        {
            int tile = (first * PanelTiles) + vector;
            if (tile >= Tiles)
            {
                return;
            }

            (int panel, int inside) = Math.DivRem(vector, PanelTiles);
            tiles.Locate(room[..Grid.Runs(tile, room)]);
            for (int channel = from; channel < to; channel++)
            {
                for (int row = 0; row < InputRows; row++)
                {
                    Separate(tiles.Read(channel, row), apart, apart + (Tile * lanes));
                    float* target = staged + (row * tiles.RowStride);
                    SixWinograd<TSimd, TVector, TwoTaps>.Split(apart, target, columnStride);
                    tiles.Extend(target);
                    SixWinograd<TSimd, TVector, TwoTaps>.Split(apart + (Tile * lanes), target + phase, columnStride);
                }

                bool pending = tiles.Pending(channel, out NormalizedElements<TSimd, TVector> normalized);
                for (int i = 0; i < TwoTapKernels.Phases; i++)
                {
                    (int down, int across) = Math.DivRem(i, 2);
                    float* d = staged + (down * tiles.RowStride) + (across * phase);
                    float* transformed = v + InputOffset(panel, (i * Layer.InChannels) + channel) + inside;
                    if (pending)
                    {
                        SixWinograd<TSimd, TVector, TwoTaps>.Input(
                            d, 2 * tiles.RowStride, columnStride, tiles.Beyond, transformed, InputStride(panels), normalized, down == 0, across == 0);
                    }
                    else
                    {
                        SixWinograd<TSimd, TVector, TwoTaps>.Input(
                            d,
                            2 * tiles.RowStride,
                            columnStride,
                            tiles.Beyond,
                            transformed,
                            InputStride(panels),
                            default(UnchangedElements<TVector>),
                            down == 0,
                            across == 0);
                    }
                }
            }
        }
    }

    /// <inheritdoc/>
    protected override (int Count, int Repeat) Terms(int element)
    {
        (bool lastRow, bool lastColumn) = (element / Side == Side - 1, element % Side == Side - 1);
        return (lastRow, lastColumn) switch
        {
            (false, false) => (Depth, Depth),
            (true, false) => (2 * Layer.InChannels, Depth),
            (false, true) => (Layer.InChannels, 2 * Layer.InChannels),
            (true, true) => (Layer.InChannels, Depth),
        };
    }

    /// <summary>The even and the odd columns of a row of all tiles.</summary>
    private static void Separate(float* row, float* even, float* odd)
    {
        for (int i = 0; i < Tile * TSimd.Count; i += TSimd.Count, row += 2 * TSimd.Count)
        {
            (TVector low, TVector high) = (TSimd.Load(row), TSimd.Load(row + TSimd.Count));
            TSimd.Store(TSimd.Evens(low, high), even + i);
            TSimd.Store(TSimd.Odds(low, high), odd + i);
        }
    }
}
