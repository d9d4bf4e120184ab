using System.Runtime.Intrinsics;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices.Cpu.MatrixProduct;
using ILComicGAN.Engine.Devices.Cpu.Normalization;
using ILComicGAN.Engine.Devices.Cpu.Simd;
using ILComicGAN.Engine.Elementwise;

namespace ILComicGAN.Engine.Devices.Cpu.Convolution;

/// <summary>
/// The weight gradient of a stride-1 3×3 convolution by the adjoint of <see cref="WinogradF4x3{TSimd, TVector}"/>'s forward
/// pass, gw = Gᵀ·(Σ_tiles (A·gy·Aᵀ) ∘ (Bᵀ·x·B))·G: 36 matrix products whose depth are the tiles. Channels are the lanes
/// here, so that both operands come out of their transforms in the order in which a product reads them.
/// </summary>
/// <param name="x">[N, C_in, …] as <paramref name="source"/> says.</param>
/// <param name="source">The picture with its border, two rows and columns larger than the output.</param>
/// <param name="gy">[N, C_out, H, W].</param>
/// <param name="s">The convolution.</param>
/// <param name="tileRows">Rows of tiles, of all pictures, that are transformed together.</param>
internal sealed unsafe class WinogradGradientTask<TSimd, TVector>(
    float* x, PictureSource source, float* gy, Conv2dShape s, int tileRows)
    where TSimd : ISimd<TVector>
    where TVector : unmanaged
{
    private const int Elements = WinogradF4x3<TSimd, TVector>.Elements;
    private const int Tile = WinogradF4x3<TSimd, TVector>.Tile;

    private readonly int _across = (s.OutWidth + Tile - 1) / Tile;
    private readonly int _down = (s.OutHeight + Tile - 1) / Tile;
    private readonly PictureSource _gradient = new(s.OutHeight, s.OutWidth, 0, s.OutHeight, 0, s.OutWidth);

    /// <summary>Rows of tiles of all pictures.</summary>
    public int AllTileRows => s.Batch * _down;

    /// <summary>Lanes of one transform of x: a vector.</summary>
    public static int InLanes => TSimd.Count;

    /// <summary>Lanes of one transform of gy: the rows of a register tile.</summary>
    public static int OutLanes => MicroKernel<TSimd, TVector>.Rows;

    private int InGroups => (s.InChannels + InLanes - 1) / InLanes;

    private int OutGroups => (s.OutChannels + OutLanes - 1) / OutLanes;

    private int Panels => (s.InChannels + PanelColumns - 1) / PanelColumns;

    private static int PanelColumns => MicroKernel<TSimd, TVector>.Columns;

    private long Depth => (long)tileRows * _across;

    /// <summary>Floats of transformed inputs: [36][panel of C_in][tile][columns of a panel].</summary>
    public long InputFloats => Elements * Panels * Depth * PanelColumns;

    /// <summary>Floats of transformed gradients: [36][row block of C_out][tile][rows of a block].</summary>
    public long GradientFloats => Elements * OutGroups * Depth * OutLanes;

    /// <summary>Floats of the sums: [36][C_out][C_in in whole vectors].</summary>
    public long SumFloats => (long)Elements * s.OutChannels * InGroups * InLanes;

    /// <summary>Independent pieces of <see cref="Transform"/>.</summary>
    public int TransformPieces => tileRows * (InGroups + OutGroups);

    /// <summary>Independent pieces of <see cref="Multiply"/>.</summary>
    public int MultiplyPieces => Elements * OutParts;

    /// <summary>Independent pieces of <see cref="Finish"/>.</summary>
    public int FinishPieces => s.OutChannels;

    /// <summary>Where an element's product alone is much work, it is cut by output channels.</summary>
    private int OutParts => Math.Max(1, OutGroups / 16);

    /// <summary>Transforms one group of channels, of x or of gy, for one of the rows of tiles from <paramref name="first"/> on.</summary>
    public void Transform(int first, int piece, float* v, float* w)
    {
        (int row, int group) = Math.DivRem(piece, InGroups + OutGroups);
        if (first + row >= AllTileRows)
        {
            Clear(row, group, v, w);
            return;
        }

        (int n, int down) = Math.DivRem(first + row, _down);
        if (group < InGroups)
        {
            float* strip = Stage<TSimd, TVector>(
                x, source, n, s.InChannels, group * InLanes, down * Tile, WinogradF4x3<TSimd, TVector>.Side, (_across * Tile) + 2, out int columns);
            float* target = InputAt(v, group, row, out long stride);
            for (int tile = 0; tile < _across; tile++, strip += Tile * InLanes, target += PanelColumns)
            {
                WinogradF4x3<TSimd, TVector>.Input(
                    strip, (long)columns * InLanes, InLanes, Tile * InLanes, target, stride, default(UnchangedElements<TVector>));
            }
        }
        else if (OutLanes == Vector256<float>.Count)
        {
            TransformGradient<Simd256, Vector256<float>>(n, down, group - InGroups, row, w);
        }
        else
        {
            TransformGradient<Simd128, Vector128<float>>(n, down, group - InGroups, row, w);
        }
    }

    /// <summary>Adds the products of one element over all transformed tiles to its sums.</summary>
    public void Multiply(int piece, bool accumulate, float* v, float* w, float* sums)
    {
        (int element, int part) = Math.DivRem(piece, OutParts);
        long rowLength = (long)InGroups * InLanes;
        float* target = sums + (element * s.OutChannels * rowLength);
        for (int block = OutGroups * part / OutParts; block < OutGroups * (part + 1) / OutParts; block++)
        {
            int row = block * OutLanes;
            for (int panel = 0; panel < Panels; panel++)
            {
                int column = panel * PanelColumns;
                MicroKernel<TSimd, TVector>.Run(
                    (int)Depth,
                    w + ((((long)element * OutGroups) + block) * Depth * OutLanes),
                    v + ((((long)element * Panels) + panel) * Depth * PanelColumns),
                    target + (row * rowLength) + column,
                    rowLength,
                    Math.Min(OutLanes, s.OutChannels - row),
                    (int)Math.Min(PanelColumns, rowLength - column),
                    accumulate);
            }
        }
    }

    /// <summary>Turns the sums of one output channel into its part of gw.</summary>
    public void Finish(int outChannel, float* sums, float* gw)
    {
        int lanes = InLanes;
        long rowLength = (long)InGroups * lanes;
        float* g = stackalloc float[9 * lanes];
        for (int group = 0; group < InGroups; group++)
        {
            WinogradF4x3<TSimd, TVector>.KernelAdjoint(
                sums + (outChannel * rowLength) + (group * lanes), s.OutChannels * rowLength, g);
            int channels = Math.Min(lanes, s.InChannels - (group * lanes));
            float* target = gw + ((((long)outChannel * s.InChannels) + (group * lanes)) * 9);
            for (int i = 0; i < 9 * channels; i++)
            {
                target[i] = g[(i % 9 * lanes) + (i / 9)];
            }
        }
    }

    private void TransformGradient<TS, TV>(int n, int down, int group, int row, float* w)
        where TS : ISimd<TV>
        where TV : unmanaged
    {
        float* strip = Stage<TS, TV>(
            gy, _gradient, n, s.OutChannels, group * TS.Count, down * Tile, Tile, _across * Tile, out int columns);
        float* target = GradientAt(w, group, row, out long stride);
        for (int tile = 0; tile < _across; tile++, strip += Tile * TS.Count, target += TS.Count)
        {
            WinogradF4x3<TS, TV>.OutputAdjoint(strip, (long)columns * TS.Count, TS.Count, target, stride);
        }
    }

    /// <summary>Rows that do not exist, at the end of the last round, count as zeros.</summary>
    private void Clear(int row, int group, float* v, float* w)
    {
        (int lanes, int step) = group < InGroups ? (InLanes, PanelColumns) : (OutLanes, OutLanes);
        float* target = group < InGroups
            ? InputAt(v, group, row, out long stride)
            : GradientAt(w, group - InGroups, row, out stride);
        for (int element = 0; element < Elements; element++)
        {
            for (int tile = 0; tile < _across; tile++)
            {
                new Span<float>(target + (element * stride) + ((long)tile * step), lanes).Clear();
            }
        }
    }

    private float* InputAt(float* v, int group, int row, out long stride)
    {
        stride = Panels * Depth * PanelColumns;
        (int panel, int column) = Math.DivRem(group * InLanes, PanelColumns);
        return v + (((panel * Depth) + ((long)row * _across)) * PanelColumns) + column;
    }

    private float* GradientAt(float* w, int group, int row, out long stride)
    {
        stride = OutGroups * Depth * OutLanes;
        return w + (((group * Depth) + ((long)row * _across)) * OutLanes);
    }

    /// <summary>A strip of a picture with one vector of channels side by side: [rows][columns][channels].</summary>
    private static float* Stage<TS, TV>(
        float* picture, PictureSource source, int n, int allChannels, int firstChannel, int firstRow, int rows, int needed, out int columns)
        where TS : ISimd<TV>
        where TV : unmanaged
    {
        int lanes = TS.Count;
        columns = (needed + lanes - 1) / lanes * lanes;
        int channels = Math.Min(lanes, allChannels - firstChannel);
        float* strip = Scratch.Floats(((long)rows + 1) * columns * lanes);
        float* lines = strip + ((long)rows * columns * lanes);
        float* plane = picture + ((((long)n * allChannels) + firstChannel) * source.Plane);
        for (int row = 0; row < rows; row++)
        {
            for (int channel = 0; channel < channels; channel++)
            {
                source.Read<TS, TV>(
                    source.Line(plane + (channel * source.Plane), firstRow + row), 0, columns, 1, lines + ((long)channel * columns));
            }

            Transposition<TS, TV>.Run(lines, columns, channels, columns, strip + ((long)row * columns * lanes), lanes, lanes);
        }

        return strip;
    }
}
