using ILComicGAN.Engine.Devices.Cpu.MatrixProduct;
using ILComicGAN.Engine.Devices.Cpu.Normalization;
using ILComicGAN.Engine.Devices.Cpu.Simd;

namespace ILComicGAN.Engine.Devices.Cpu.Convolution;

/// <summary>
/// A 3×3 convolution with stride 2: the sum of 2×2 convolutions of the picture's four phases, its even and odd rows and columns
/// (<see cref="PolyphaseKernels.Halving"/>), by F(6×6, 2×2). The sum is taken in the transformed domain, where the odd phases'
/// one tap leaves the last point's products zero: 169 multiplications for 6×6 outputs instead of 324.
/// </summary>
/// <param name="layer">What is computed.</param>
/// <param name="kernels">Transformed kernels, the depth by [phase][C_in].</param>
internal sealed unsafe class PolyphaseStride2Task<TSimd, TVector>(WinogradLayer<TSimd, TVector> layer, PackedMatrix kernels)
    : WinogradTask<TSimd, TVector, WinogradF6<TSimd, TVector, TwoTapPoints>>(
        layer,
        layer.Source,
        kernels,
        PolyphaseKernels.Phases * layer.InChannels,
        TileGrid.Covering(layer.Batch, layer.Height, layer.Width, Tile))
    where TSimd : ISimd<TVector>
    where TVector : unmanaged
{
    protected override int Scale => 2;

    /// <inheritdoc/>
    /// <remarks>Those of the even phase and of the odd one, whose last no tap reaches.</remarks>
    protected override int InputRows => (2 * Side) - 1;

    protected override int ColumnsBeyond => 1;

    protected override void Transform(in TileRows<TSimd, TVector> tiles, int channel, float* staged, float* v, long stride)
    {
        int columnStride = TileRows<TSimd, TVector>.ColumnStride;
        int width = Tile * TSimd.Count;
        float* apart = stackalloc float[2 * width];
        float* oddColumns = staged + (InputRows * Side * columnStride);
        for (int row = 0; row < InputRows; row++)
        {
            Separate(tiles.Read(channel, row), apart, apart + width);
            long at = row * tiles.RowStride;
            WinogradF6<TSimd, TVector, TwoTapPoints>.Split(apart, staged + at, columnStride);
            tiles.Extend(staged + at);
            WinogradF6<TSimd, TVector, TwoTapPoints>.Split(apart + width, oddColumns + at, columnStride);
        }

        bool pending = tiles.Pending(channel, out NormalizedElements<TSimd, TVector> normalized);
        for (int phase = 0; phase < PolyphaseKernels.Phases; phase++)
        {
            (int down, int across) = Math.DivRem(phase, 2);
            float* d = (across == 0 ? staged : oddColumns) + (down * tiles.RowStride);
            float* target = v + ((((long)phase * Layer.InChannels) + channel) * PanelTiles);
            if (pending)
            {
                Transform(d, tiles, target, stride, normalized, down == 0, across == 0);
            }
            else
            {
                Transform(d, tiles, target, stride, default(UnchangedElements<TVector>), down == 0, across == 0);
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

    private static void Transform<TMap>(
        float* d, in TileRows<TSimd, TVector> tiles, float* v, long stride, in TMap map, bool lastRow, bool lastColumn)
        where TMap : struct, IElementMap<TVector> =>
        WinogradF6<TSimd, TVector, TwoTapPoints>.Input(
            d, 2 * tiles.RowStride, TileRows<TSimd, TVector>.ColumnStride, tiles.Beyond, v, stride, map, lastRow, lastColumn);

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
