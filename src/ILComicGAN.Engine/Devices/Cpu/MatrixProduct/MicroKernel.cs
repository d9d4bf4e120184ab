using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices.Cpu.Simd;
using ILComicGAN.Engine.Elementwise;

namespace ILComicGAN.Engine.Devices.Cpu.MatrixProduct;

/// <summary>
/// C = A·B for one block in registers: A packed as [depth][rows], B packed as [depth][columns], C with a row stride.
/// All products and convolutions end here.
/// </summary>
internal static unsafe class MicroKernel<TSimd, TVector>
    where TSimd : ISimd<TVector>
    where TVector : unmanaged
{
    /// <summary>Rows of a tile.</summary>
    public static int Rows => TSimd.HasWideTile ? 8 : 4;

    /// <summary>Columns of a tile.</summary>
    public static int Columns => 3 * TSimd.Count;

    /// <summary>
    /// Packs up to <see cref="Rows"/> rows of a left-hand matrix, element (row, k) at row·rowStride + k·depthStride where
    /// one of the strides is 1, as [depth][<see cref="Rows"/>] with zeros for the rows that do not exist.
    /// </summary>
    public static void PackRows(float* source, long rowStride, long depthStride, int rows, int depth, float* target)
    {
        if (depthStride == 1)
        {
            // A vector as wide as the tile has rows.
            if (Rows == 8)
            {
                Transposition<Simd256, Vector256<float>>.Run(source, rowStride, rows, depth, target, Rows, Rows);
            }
            else
            {
                Transposition<Simd128, Vector128<float>>.Run(source, rowStride, rows, depth, target, Rows, Rows);
            }

            return;
        }

        for (int k = 0; k < depth; k++, source += depthStride, target += Rows)
        {
            new ReadOnlySpan<float>(source, rows).CopyTo(new Span<float>(target, rows));
            new Span<float>(target + rows, Rows - rows).Clear();
        }
    }

    /// <summary>
    /// Computes the tile and stores the part of it that exists.
    /// </summary>
    /// <param name="depth">Terms of each sum.</param>
    /// <param name="a">[depth][<see cref="Rows"/>].</param>
    /// <param name="b">[depth][<see cref="Columns"/>].</param>
    /// <param name="c">First element of the result.</param>
    /// <param name="stride">Elements between its rows.</param>
    /// <param name="rows">Rows that exist.</param>
    /// <param name="columns">Columns that exist.</param>
    /// <param name="accumulate">Add to what is there.</param>
    /// <param name="bias">One number per row to add, or null; <see cref="Rows"/> of them can be read.</param>
    /// <param name="slope">Of a LeakyReLU on the result; 1 for none.</param>
    public static void Run(
        int depth, float* a, float* b, float* c, long stride, int rows, int columns, bool accumulate, float* bias = null, float slope = 1)
    {
        if (rows == Rows && columns == Columns)
        {
            Tile(depth, a, b, c, stride, accumulate, bias, slope);
            return;
        }

        if (TSimd.HasWideTile && columns <= 2 * TSimd.Count)
        {
            for (int column = 0; column < columns; column += TSimd.Count)
            {
                RunStrip(depth, a, b + column, c + column, stride, rows, Math.Min(TSimd.Count, columns - column), accumulate, bias, slope);
            }

            return;
        }

        float* whole = stackalloc float[Rows * Columns];
        if (accumulate)
        {
            Copy(c, stride, whole, Columns, rows, columns);
        }

        Tile(depth, a, b, whole, Columns, accumulate, bias, slope);
        Copy(whole, Columns, c, stride, rows, columns);
    }

    private static void RunStrip(
        int depth, float* a, float* b, float* c, long stride, int rows, int columns, bool accumulate, float* bias, float slope)
    {
        if (rows == Rows && columns == TSimd.Count)
        {
            Strip8(depth, a, b, c, stride, accumulate, bias, slope);
            return;
        }

        float* whole = stackalloc float[Rows * TSimd.Count];
        if (accumulate)
        {
            Copy(c, stride, whole, TSimd.Count, rows, columns);
        }

        Strip8(depth, a, b, whole, TSimd.Count, accumulate, bias, slope);
        Copy(whole, TSimd.Count, c, stride, rows, columns);
    }

    private static void Copy(float* from, long fromStride, float* to, long toStride, int rows, int columns)
    {
        for (int row = 0; row < rows; row++)
        {
            new ReadOnlySpan<float>(from + (row * fromStride), columns).CopyTo(new Span<float>(to + (row * toStride), columns));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Tile(int depth, float* a, float* b, float* c, long stride, bool accumulate, float* bias, float slope)
    {
        if (TSimd.HasWideTile)
        {
            Tile8(depth, a, b, c, stride, accumulate, bias, slope);
        }
        else
        {
            Tile4(depth, a, b, c, stride, accumulate, bias, slope);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(TVector x0, TVector x1, TVector x2, float* c, bool accumulate, float bias, float slope)
    {
        WriteOne(x0, c, accumulate, bias, slope);
        WriteOne(x1, c + TSimd.Count, accumulate, bias, slope);
        WriteOne(x2, c + (2 * TSimd.Count), accumulate, bias, slope);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteOne(TVector x, float* c, bool accumulate, float bias, float slope)
    {
        x = TSimd.Add(accumulate ? TSimd.Add(x, TSimd.Load(c)) : x, TSimd.Create(bias));
        TSimd.Store(slope == 1 ? x : Activate(x, TSimd.Create(slope)), c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Activate(TVector x, TVector slope) =>
        TSimd.WhereGreater(x, TSimd.Zero, x, TSimd.Multiply(slope, x));

    /// <summary>8 rows × 1 vector of a panel that is no more than two vectors wide.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Strip8(int depth, float* a, float* b, float* c, long stride, bool accumulate, float* bias, float slope)
    {
        TVector c0 = TSimd.Zero, c1 = TSimd.Zero, c2 = TSimd.Zero, c3 = TSimd.Zero;
        TVector c4 = TSimd.Zero, c5 = TSimd.Zero, c6 = TSimd.Zero, c7 = TSimd.Zero;
        for (float* end = a + ((long)depth * 8); a < end; a += 8, b += 3 * TSimd.Count)
        {
            TVector x = TSimd.Load(b);
            c0 = TSimd.MultiplyAdd(TSimd.Create(a[0]), x, c0);
            c1 = TSimd.MultiplyAdd(TSimd.Create(a[1]), x, c1);
            c2 = TSimd.MultiplyAdd(TSimd.Create(a[2]), x, c2);
            c3 = TSimd.MultiplyAdd(TSimd.Create(a[3]), x, c3);
            c4 = TSimd.MultiplyAdd(TSimd.Create(a[4]), x, c4);
            c5 = TSimd.MultiplyAdd(TSimd.Create(a[5]), x, c5);
            c6 = TSimd.MultiplyAdd(TSimd.Create(a[6]), x, c6);
            c7 = TSimd.MultiplyAdd(TSimd.Create(a[7]), x, c7);
        }

        WriteOne(c0, c, accumulate, bias is null ? 0 : bias[0], slope);
        WriteOne(c1, c + stride, accumulate, bias is null ? 0 : bias[1], slope);
        WriteOne(c2, c + (2 * stride), accumulate, bias is null ? 0 : bias[2], slope);
        WriteOne(c3, c + (3 * stride), accumulate, bias is null ? 0 : bias[3], slope);
        WriteOne(c4, c + (4 * stride), accumulate, bias is null ? 0 : bias[4], slope);
        WriteOne(c5, c + (5 * stride), accumulate, bias is null ? 0 : bias[5], slope);
        WriteOne(c6, c + (6 * stride), accumulate, bias is null ? 0 : bias[6], slope);
        WriteOne(c7, c + (7 * stride), accumulate, bias is null ? 0 : bias[7], slope);
    }

    /// <summary>8 rows × 3 vectors: 24 accumulators, 4 more registers for B and the broadcast A.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile8(int depth, float* a, float* b, float* c, long stride, bool accumulate, float* bias, float slope)
    {
        TVector c00 = TSimd.Zero, c01 = TSimd.Zero, c02 = TSimd.Zero;
        TVector c10 = TSimd.Zero, c11 = TSimd.Zero, c12 = TSimd.Zero;
        TVector c20 = TSimd.Zero, c21 = TSimd.Zero, c22 = TSimd.Zero;
        TVector c30 = TSimd.Zero, c31 = TSimd.Zero, c32 = TSimd.Zero;
        TVector c40 = TSimd.Zero, c41 = TSimd.Zero, c42 = TSimd.Zero;
        TVector c50 = TSimd.Zero, c51 = TSimd.Zero, c52 = TSimd.Zero;
        TVector c60 = TSimd.Zero, c61 = TSimd.Zero, c62 = TSimd.Zero;
        TVector c70 = TSimd.Zero, c71 = TSimd.Zero, c72 = TSimd.Zero;
        float* end = a + ((long)depth * 8);
        while (a < end)
        {
            TVector b0 = TSimd.Load(b);
            TVector b1 = TSimd.Load(b + TSimd.Count);
            TVector b2 = TSimd.Load(b + (2 * TSimd.Count));
            TVector a0 = TSimd.Create(a[0]);
            c00 = TSimd.MultiplyAdd(a0, b0, c00);
            c01 = TSimd.MultiplyAdd(a0, b1, c01);
            c02 = TSimd.MultiplyAdd(a0, b2, c02);
            TVector a1 = TSimd.Create(a[1]);
            c10 = TSimd.MultiplyAdd(a1, b0, c10);
            c11 = TSimd.MultiplyAdd(a1, b1, c11);
            c12 = TSimd.MultiplyAdd(a1, b2, c12);
            TVector a2 = TSimd.Create(a[2]);
            c20 = TSimd.MultiplyAdd(a2, b0, c20);
            c21 = TSimd.MultiplyAdd(a2, b1, c21);
            c22 = TSimd.MultiplyAdd(a2, b2, c22);
            TVector a3 = TSimd.Create(a[3]);
            c30 = TSimd.MultiplyAdd(a3, b0, c30);
            c31 = TSimd.MultiplyAdd(a3, b1, c31);
            c32 = TSimd.MultiplyAdd(a3, b2, c32);
            TVector a4 = TSimd.Create(a[4]);
            c40 = TSimd.MultiplyAdd(a4, b0, c40);
            c41 = TSimd.MultiplyAdd(a4, b1, c41);
            c42 = TSimd.MultiplyAdd(a4, b2, c42);
            TVector a5 = TSimd.Create(a[5]);
            c50 = TSimd.MultiplyAdd(a5, b0, c50);
            c51 = TSimd.MultiplyAdd(a5, b1, c51);
            c52 = TSimd.MultiplyAdd(a5, b2, c52);
            TVector a6 = TSimd.Create(a[6]);
            c60 = TSimd.MultiplyAdd(a6, b0, c60);
            c61 = TSimd.MultiplyAdd(a6, b1, c61);
            c62 = TSimd.MultiplyAdd(a6, b2, c62);
            TVector a7 = TSimd.Create(a[7]);
            c70 = TSimd.MultiplyAdd(a7, b0, c70);
            c71 = TSimd.MultiplyAdd(a7, b1, c71);
            c72 = TSimd.MultiplyAdd(a7, b2, c72);
            a += 8;
            b += 3 * TSimd.Count;
        }

        Write(c00, c01, c02, c, accumulate, bias is null ? 0 : bias[0], slope);
        Write(c10, c11, c12, c + stride, accumulate, bias is null ? 0 : bias[1], slope);
        Write(c20, c21, c22, c + (2 * stride), accumulate, bias is null ? 0 : bias[2], slope);
        Write(c30, c31, c32, c + (3 * stride), accumulate, bias is null ? 0 : bias[3], slope);
        Write(c40, c41, c42, c + (4 * stride), accumulate, bias is null ? 0 : bias[4], slope);
        Write(c50, c51, c52, c + (5 * stride), accumulate, bias is null ? 0 : bias[5], slope);
        Write(c60, c61, c62, c + (6 * stride), accumulate, bias is null ? 0 : bias[6], slope);
        Write(c70, c71, c72, c + (7 * stride), accumulate, bias is null ? 0 : bias[7], slope);
    }

    /// <summary>4 rows × 3 vectors: 12 accumulators, 4 more registers for B and the broadcast A.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile4(int depth, float* a, float* b, float* c, long stride, bool accumulate, float* bias, float slope)
    {
        TVector c00 = TSimd.Zero, c01 = TSimd.Zero, c02 = TSimd.Zero;
        TVector c10 = TSimd.Zero, c11 = TSimd.Zero, c12 = TSimd.Zero;
        TVector c20 = TSimd.Zero, c21 = TSimd.Zero, c22 = TSimd.Zero;
        TVector c30 = TSimd.Zero, c31 = TSimd.Zero, c32 = TSimd.Zero;
        float* end = a + ((long)depth * 4);
        while (a < end)
        {
            TVector b0 = TSimd.Load(b);
            TVector b1 = TSimd.Load(b + TSimd.Count);
            TVector b2 = TSimd.Load(b + (2 * TSimd.Count));
            TVector a0 = TSimd.Create(a[0]);
            c00 = TSimd.MultiplyAdd(a0, b0, c00);
            c01 = TSimd.MultiplyAdd(a0, b1, c01);
            c02 = TSimd.MultiplyAdd(a0, b2, c02);
            TVector a1 = TSimd.Create(a[1]);
            c10 = TSimd.MultiplyAdd(a1, b0, c10);
            c11 = TSimd.MultiplyAdd(a1, b1, c11);
            c12 = TSimd.MultiplyAdd(a1, b2, c12);
            TVector a2 = TSimd.Create(a[2]);
            c20 = TSimd.MultiplyAdd(a2, b0, c20);
            c21 = TSimd.MultiplyAdd(a2, b1, c21);
            c22 = TSimd.MultiplyAdd(a2, b2, c22);
            TVector a3 = TSimd.Create(a[3]);
            c30 = TSimd.MultiplyAdd(a3, b0, c30);
            c31 = TSimd.MultiplyAdd(a3, b1, c31);
            c32 = TSimd.MultiplyAdd(a3, b2, c32);
            a += 4;
            b += 3 * TSimd.Count;
        }

        Write(c00, c01, c02, c, accumulate, bias is null ? 0 : bias[0], slope);
        Write(c10, c11, c12, c + stride, accumulate, bias is null ? 0 : bias[1], slope);
        Write(c20, c21, c22, c + (2 * stride), accumulate, bias is null ? 0 : bias[2], slope);
        Write(c30, c31, c32, c + (3 * stride), accumulate, bias is null ? 0 : bias[3], slope);
    }
}
