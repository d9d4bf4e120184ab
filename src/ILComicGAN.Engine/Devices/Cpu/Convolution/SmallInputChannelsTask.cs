using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices.Cpu.MatrixProduct;
using ILComicGAN.Engine.Devices.Cpu.Normalization;
using ILComicGAN.Engine.Devices.Cpu.Simd;

namespace ILComicGAN.Engine.Devices.Cpu.Convolution;

/// <summary>
/// A stride-1 convolution of seven rows from few channels by <see cref="WinogradF4x7Columns{TSimd, TVector}"/>: ten products
/// [C_out, C_in · kernel columns] by [C_in · kernel columns, columns of the picture] for four rows of outputs.
/// </summary>
/// <param name="x">[N, C_in, …] as <paramref name="source"/> says.</param>
/// <param name="source">The picture with its border.</param>
/// <param name="kernels">Transformed kernels: rows output channels, depth (element, input channel, kernel column).</param>
/// <param name="bias">[C_out] or null.</param>
/// <param name="slope">Of a LeakyReLU on the result; 1 for none.</param>
/// <param name="y">[N, C_out, height, width].</param>
/// <param name="s">Sizes.</param>
/// <param name="moments">Gathers those of the result; or null.</param>
internal sealed unsafe class SmallInputChannelsTask<TSimd, TVector>(
    float* x,
    PictureSource source,
    PackedMatrix kernels,
    float* bias,
    float slope,
    float* y,
    SmallChannelsShape s,
    OutputMoments<TSimd, TVector>? moments)
    where TSimd : ISimd<TVector>
    where TVector : unmanaged
{
    private const int Tile = WinogradF4x7Columns<TSimd, TVector>.Tile;
    private const int Elements = WinogradF4x7Columns<TSimd, TVector>.Elements;

    private readonly int _tiles = (s.Height + Tile - 1) / Tile;
    private readonly int _panels = (s.Width + PanelColumns - 1) / PanelColumns;

    /// <summary>Pieces of work.</summary>
    public int Pieces => s.Batch * PiecesOfPicture;

    /// <summary>Those of one picture.</summary>
    public int PiecesOfPicture => _tiles * _panels;

    private static int PanelColumns => MicroKernel<TSimd, TVector>.Columns;

    /// <summary>Terms of each product.</summary>
    private int Terms => s.Depth * s.KernelWidth;

    /// <summary>Columns that a panel of outputs reads, in whole vectors.</summary>
    private int InputColumns => (PanelColumns + s.KernelWidth - 2 + TSimd.Count) / TSimd.Count * TSimd.Count;

    /// <summary>Computes one piece.</summary>
    public void Run(int piece)
    {
        (int rest, int panel) = Math.DivRem(piece, _panels);
        (int n, int tile) = Math.DivRem(rest, _tiles);
        int tileRows = MicroKernel<TSimd, TVector>.Rows;
        int row = tile * Tile;
        int column = panel * PanelColumns;
        int columns = Math.Min(PanelColumns, s.Width - column);
        int product = TSimd.HasWideTile ? (columns + TSimd.Count - 1) / TSimd.Count * TSimd.Count : PanelColumns;
        long elementStride = (long)Terms * PanelColumns;
        long productStride = (long)tileRows * PanelColumns;
        float* b = Scratch.Floats((Elements * (elementStride + productStride + InputColumns)) + ((long)Elements * InputColumns));
        float* m = b + (Elements * elementStride);
        float* v = m + (Elements * productStride);
        float* copy = v + ((long)Elements * InputColumns);
        Transform(n, row, column, v, copy, b);
        for (int block = 0; block < kernels.Blocks; block++)
        {
            for (int element = 0; element < Elements; element++)
            {
                MicroKernel<TSimd, TVector>.Run(
                    Terms,
                    kernels.Block(block, element * Terms),
                    b + (element * elementStride),
                    m + (element * productStride),
                    PanelColumns,
                    tileRows,
                    product,
                    accumulate: false);
            }

            int firstChannel = block * tileRows;
            for (int channel = firstChannel; channel < Math.Min(s.Rows, firstChannel + tileRows); channel++)
            {
                float* target = y + ((((((long)n * s.Rows) + channel) * s.Height) + row) * s.Width) + column;
                int rows = Math.Min(Tile, s.Height - row);
                WinogradF4x7Columns<TSimd, TVector>.Output(
                    m + ((long)(channel - firstChannel) * PanelColumns),
                    productStride,
                    1,
                    0,
                    bias is null ? 0 : bias[channel],
                    slope,
                    target,
                    s.Width,
                    rows,
                    columns);
                moments?.Gather(n, channel, (tile * _panels) + panel, target, s.Width, rows, columns);
            }
        }
    }

    /// <summary>Each element of the transformed rows as a panel: one row for each channel and column of the kernel.</summary>
    private void Transform(int n, int row, int column, float* v, float* copy, float* b)
    {
        long* offsets = stackalloc long[Elements];
        ColumnStage<TSimd, TVector> stage = new(x, source, row, Elements, column, InputColumns, offsets, copy);
        for (int channel = 0; channel < s.Depth; channel++)
        {
            float* lines = stage.Rows(((long)n * s.Depth) + channel);
            WinogradF4x7Columns<TSimd, TVector>.Input(lines, stage.Offsets, InputColumns, v, InputColumns);
            for (int element = 0; element < Elements; element++)
            {
                float* target = b + ((((long)element * s.Depth) + channel) * s.KernelWidth * PanelColumns);
                for (int tap = 0; tap < s.KernelWidth; tap++, target += PanelColumns)
                {
                    VectorCopy<TSimd, TVector>.Copy(v + ((long)element * InputColumns) + tap, PanelColumns, target);
                }
            }
        }
    }
}
