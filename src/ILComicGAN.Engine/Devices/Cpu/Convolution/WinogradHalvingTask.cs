using System.Runtime.CompilerServices;

namespace ILComicGAN.Engine.Devices.Cpu;

/// <summary>
/// A 3×3 convolution with stride 2: the sum of 2×2 convolutions of the picture's four phases, its even and odd rows and columns
/// (<see cref="TwoTapKernels.Halving"/>), by F(5×5, 2×2). The sum is taken in the transformed domain, where the odd phases'
/// one tap leaves the last point's products zero: 121 multiplications for 5×5 outputs instead of 225.
/// </summary>
/// <param name="layer">What is computed.</param>
/// <param name="kernels">Transformed kernels, the depth by [phase][C_in].</param>
internal sealed unsafe class WinogradHalvingTask<TSimd, TVector>(WinogradLayer<TSimd, TVector> layer, PackedMatrix kernels)
    : WinogradProduct<TSimd, TVector>(
        layer,
        Winograd<TSimd, TVector>.Elements,
        kernels,
        TwoTapKernels.Phases * layer.InChannels,
        TileGrid.Covering(layer.Batch, layer.Height, layer.Width, WinogradTwoTap<TSimd, TVector>.Tile))
    where TSimd : ISimd<TVector>
    where TVector : unmanaged
{
    private const int Side = Winograd<TSimd, TVector>.Side;
    private const int Tile = WinogradTwoTap<TSimd, TVector>.Tile;

    /// <summary>Rows and columns of inputs of all phases to a tile.</summary>
    private const int Inputs = 2 * Side;

    /// <summary>Columns that are turned at once: a row of inputs or two of outputs, and some that are not used.</summary>
    private const int Turned = 16;

    public override void TransformInput(int first, int panels, int from, int to, float* v)
    {
        int lanes = TSimd.Count;
        float* patches = stackalloc float[lanes * Turned];
        float* staged = stackalloc float[Inputs * Turned * lanes];
        long* offsets = stackalloc long[Inputs * lanes];
        Span<TileGrid.Place> places = stackalloc TileGrid.Place[lanes];
        TilePatches<TSimd, TVector> tiles = new(Layer, Layer.Source, places, offsets, scale: 2, Inputs);
        for (int panel = 0; panel < panels; panel++)
        {
            for (int vector = 0; vector < PanelTiles; vector += lanes)
            {
                Grid.Locate(((first + panel) * PanelTiles) + vector, places);
                tiles.Locate();
                for (int channel = from; channel < to; channel++)
                {
                    for (int row = 0; row < Inputs; row++)
                    {
                        tiles.Read(channel, row, patches, Turned);
                        Transposition<TSimd, TVector>.Run(patches, Turned, lanes, Turned, staged + (row * Turned * lanes), lanes, lanes);
                    }

                    for (int phase = 0; phase < TwoTapKernels.Phases; phase++)
                    {
                        tiles.Transform(
                            channel,
                            staged + ((((phase / 2) * Turned) + (phase % 2)) * lanes),
                            2 * Turned * lanes,
                            2 * lanes,
                            v + InputOffset(panel, (phase * Layer.InChannels) + channel) + vector,
                            InputStride(panels));
                    }
                }
            }
        }
    }

    public override void TransformOutput(int first, int panels, int from, int to, float* m, Range rows)
    {
        int lanes = TSimd.Count;
        const int Half = Turned / 2;
        Span<TileGrid.Place> places = stackalloc TileGrid.Place[lanes];
        Span<TileRun> room = stackalloc TileRun[lanes];
        float* outputs = stackalloc float[(Tile + 1) * Half * lanes];
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
            for (int channel = from; channel < to; channel++)
            {
                WinogradTwoTap<TSimd, TVector>.Output(
                    m + ((channel - rows.Start.Value) * stride) + vector,
                    elementStride,
                    Layer.Offset(channel),
                    Layer.Slope,
                    outputs,
                    Half * lanes,
                    lanes);
                for (int row = 0; row < Tile; row += 2)
                {
                    Transposition<TSimd, TVector>.Run(outputs + (row * Half * lanes), lanes, Turned, lanes, turned, Turned, Turned);
                    for (int lane = 0; lane < lanes && tile + lane < Tiles; lane++)
                    {
                        TileGrid.Place at = places[lane];
                        for (int line = row; line < Math.Min(Math.Min(row + 2, Tile), Layer.Height - at.Row); line++)
                        {
                            float* target = Layer.Output(at.Picture, channel) + ((long)(at.Row + line) * Layer.Width) + at.Column;
                            Write(turned + (lane * Turned) + ((line - row) * Half), target, Math.Min(Tile, Layer.Width - at.Column));
                        }
                    }
                }

                Gather(channel, tile, runs);
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

    private static void Write(float* row, float* target, int count)
    {
        if (count == Tile)
        {
            Unsafe.CopyBlockUnaligned(target, row, Tile * sizeof(float));
            return;
        }

        new ReadOnlySpan<float>(row, count).CopyTo(new Span<float>(target, count));
    }
}
