using System.Runtime.CompilerServices;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices.Cpu.Normalization;
using ILComicGAN.Engine.Devices.Cpu.Simd;
using ILComicGAN.Engine.Elementwise;

namespace ILComicGAN.Engine.Devices.Cpu.Convolution;

/// <summary>
/// The transforms of F(6×6, r×r) at seven or eight points. Fewer multiplications and less memory between the stages than with
/// <see cref="WinogradF4x3{TSimd, TVector}"/>, for more rounding error; a row of inputs and the constants ask for more registers than 16.
/// </summary>
internal readonly unsafe struct WinogradF6<TSimd, TVector, TPoints> : IWinogradTile<TVector>
    where TSimd : ISimd<TVector>
    where TVector : unmanaged
    where TPoints : struct, IWinogradPoints
{
    private const int Tile = 6;

    public static int Outputs => Tile;

    public static int Inputs => Tile + TPoints.Taps - 1;

    /// <summary>Whether 0 is the first of the points.</summary>
    private static bool HasZero => TPoints.Taps == 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Split(float* source, float* target, int stride) => TSimd.Split6(source, target, stride);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input<TMap>(
        float* d, long rowStride, long columnStride, long beyond, float* v, long stride, in TMap given)
        where TMap : struct, IElementMap<TVector> =>
        Input(d, rowStride, columnStride, beyond, v, stride, given, lastRow: true, lastColumn: true);

    /// <summary>
    /// The same without the elements of the point ∞ in a direction, and without the last inputs of two taps that only
    /// they are made of, where they are not asked for.
    /// </summary>
    public static void Input<TMap>(
        float* d, long rowStride, long columnStride, long beyond, float* v, long stride, in TMap given, bool lastRow, bool lastColumn)
        where TMap : struct, IElementMap<TVector>
    {
        // Each direction in a method of its own: together they hold more than the compiler is willing to inline.
        float* across = stackalloc float[Inputs * Inputs * TSimd.Count];
        long down = Inputs * TSimd.Count;
        int rows = lastRow ? Inputs : Inputs - 1;
        int columns = lastColumn ? Inputs : Inputs - 1;
        Transform(rows, d, rowStride, columnStride, beyond, across, down, TSimd.Count, given, lastColumn);
        Transform(
            columns, across, TSimd.Count, down, Tile * down, v, stride, Inputs * stride, default(UnchangedElements<TVector>), lastRow);
    }

    public static void Output(float* m, long stride, float bias, float slope, float* y, long rowStride)
    {
        float* down = stackalloc float[Tile * Inputs * TSimd.Count];
        ReduceColumns(m, stride, down);
        ReduceRows(down, bias, slope, y, rowStride);
    }

    public static void Kernel(float* g, float* u, long stride)
    {
        float* across = stackalloc float[3 * Inputs * TSimd.Count];
        for (int row = 0; row < TPoints.Taps; row++)
        {
            Expand(g + (row * TPoints.Taps * TSimd.Count), TSimd.Count, across + (row * Inputs * TSimd.Count), TSimd.Count);
        }

        for (int column = 0; column < Inputs; column++)
        {
            Expand(across + (column * TSimd.Count), Inputs * TSimd.Count, u + (column * stride), Inputs * stride);
        }
    }

    /// <summary>
    /// Bᵀ times each of some rows or columns: of each point's polynomial, the product of the distances from all others, even
    /// and odd powers apart.
    /// </summary>
    /// <param name="count">How many.</param>
    /// <param name="d">The first element of the first.</param>
    /// <param name="next">Floats from one to the next.</param>
    /// <param name="step">Floats from one element to the next.</param>
    /// <param name="beyond">Where the element after the sixth lies.</param>
    /// <param name="v">The first element of the first result.</param>
    /// <param name="nextResult">Floats from one result to the next.</param>
    /// <param name="stride">Floats from one element of a result to the next.</param>
    /// <param name="given">Applied to each element.</param>
    /// <param name="last">Whether the point ∞ is asked for.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transform<TMap>(
        int count, float* d, long next, long step, long beyond, float* v, long nextResult, long stride, in TMap given, bool last)
        where TMap : struct, IElementMap<TVector>
    {
        TMap map = given;
        (float a, float b, float c) = (TPoints.A, TPoints.B, TPoints.C);
        (float a2, float b2, float c2) = (a * a, b * b, c * c);
        for (int i = 0; i < count; i++, d += next, v += nextResult)
        {
            TVector d0 = map.Apply(TSimd.Load(d));
            TVector d1 = map.Apply(TSimd.Load(d + step));
            TVector d2 = map.Apply(TSimd.Load(d + (2 * step)));
            TVector d3 = map.Apply(TSimd.Load(d + (3 * step)));
            TVector d4 = map.Apply(TSimd.Load(d + (4 * step)));
            TVector d5 = map.Apply(TSimd.Load(d + (5 * step)));
            if (HasZero)
            {
                TVector d6 = map.Apply(TSimd.Load(d + beyond));
                TSimd.Store(All(a2, b2, c2, d0, d2, d4, d6), v);
                Pair(Others(b2, c2, d2, d4, d6), Others(b2, c2, d1, d3, d5), a, v + stride, stride);
                Pair(Others(a2, c2, d2, d4, d6), Others(a2, c2, d1, d3, d5), b, v + (3 * stride), stride);
                Pair(Others(a2, b2, d2, d4, d6), Others(a2, b2, d1, d3, d5), c, v + (5 * stride), stride);
                if (last)
                {
                    TSimd.Store(All(a2, b2, c2, d1, d3, d5, map.Apply(TSimd.Load(d + beyond + step))), v + (7 * stride));
                }
            }
            else
            {
                Pair(Others(b2, c2, d1, d3, d5), Others(b2, c2, d0, d2, d4), a, v, stride);
                Pair(Others(a2, c2, d1, d3, d5), Others(a2, c2, d0, d2, d4), b, v + (2 * stride), stride);
                Pair(Others(a2, b2, d1, d3, d5), Others(a2, b2, d0, d2, d4), c, v + (4 * stride), stride);
                if (last)
                {
                    TSimd.Store(All(a2, b2, c2, d0, d2, d4, map.Apply(TSimd.Load(d + beyond))), v + (6 * stride));
                }
            }
        }
    }

    /// <summary>(t − a²)·(t − b²)·(t − c²) with the powers of t replaced by w to z.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector All(float a2, float b2, float c2, TVector w, TVector x, TVector y, TVector z) => TSimd.MultiplyAdd(
        TSimd.Create(-a2 * b2 * c2),
        w,
        TSimd.MultiplyAdd(TSimd.Create((a2 * b2) + (a2 * c2) + (b2 * c2)), x, TSimd.MultiplyAdd(TSimd.Create(-(a2 + b2 + c2)), y, z)));

    /// <summary>(t − p²)·(t − q²) with the powers of t replaced by x to z.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Others(float p2, float q2, TVector x, TVector y, TVector z) =>
        TSimd.MultiplyAdd(TSimd.Create(p2 * q2), x, TSimd.MultiplyAdd(TSimd.Create(-(p2 + q2)), y, z));

    /// <summary>x ± point·y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pair(TVector x, TVector y, float point, float* v, long stride)
    {
        TSimd.Store(TSimd.MultiplyAdd(TSimd.Create(point), y, x), v);
        TSimd.Store(TSimd.MultiplyAdd(TSimd.Create(-point), y, x), v + stride);
    }

    /// <summary>Aᵀ·m, a row of vectors for each row of outputs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ReduceColumns(float* m, long stride, float* down)
    {
        int row = Inputs * TSimd.Count;
        for (int column = 0; column < Inputs; column++, m += stride, down += TSimd.Count)
        {
            Reduce(
                m,
                Inputs * stride,
                out TVector y0,
                out TVector y1,
                out TVector y2,
                out TVector y3,
                out TVector y4,
                out TVector y5);
            TSimd.Store(y0, down);
            TSimd.Store(y1, down + row);
            TSimd.Store(y2, down + (2 * row));
            TSimd.Store(y3, down + (3 * row));
            TSimd.Store(y4, down + (4 * row));
            TSimd.Store(y5, down + (5 * row));
        }
    }

    /// <summary>y = LeakyReLU(down·A + bias).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ReduceRows(float* down, float bias, float slope, float* y, long rowStride)
    {
        (TVector offset, TVector scale) = (TSimd.Create(bias), TSimd.Create(slope));
        for (int row = 0; row < Tile; row++, down += Inputs * TSimd.Count, y += rowStride)
        {
            Reduce(
                down,
                TSimd.Count,
                out TVector y0,
                out TVector y1,
                out TVector y2,
                out TVector y3,
                out TVector y4,
                out TVector y5);
            (y0, y1, y2) = (TSimd.Add(y0, offset), TSimd.Add(y1, offset), TSimd.Add(y2, offset));
            (y3, y4, y5) = (TSimd.Add(y3, offset), TSimd.Add(y4, offset), TSimd.Add(y5, offset));
            if (slope != 1)
            {
                (y0, y1, y2) = (Activate(y0, scale), Activate(y1, scale), Activate(y2, scale));
                (y3, y4, y5) = (Activate(y3, scale), Activate(y4, scale), Activate(y5, scale));
            }

            TSimd.Merge6(y0, y1, y2, y3, y4, y5, y);
        }
    }

    /// <summary>Aᵀ times a column of products.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Reduce(
        float* m, long stride, out TVector y0, out TVector y1, out TVector y2, out TVector y3, out TVector y4, out TVector y5)
    {
        float* pairs = HasZero ? m + stride : m;
        (TVector m1, TVector m2) = (TSimd.Load(pairs), TSimd.Load(pairs + stride));
        (TVector m3, TVector m4) = (TSimd.Load(pairs + (2 * stride)), TSimd.Load(pairs + (3 * stride)));
        (TVector m5, TVector m6) = (TSimd.Load(pairs + (4 * stride)), TSimd.Load(pairs + (5 * stride)));
        (TVector sumA, TVector sumB, TVector sumC) = (TSimd.Add(m1, m2), TSimd.Add(m3, m4), TSimd.Add(m5, m6));
        (TVector offA, TVector offB, TVector offC) = (TSimd.Subtract(m1, m2), TSimd.Subtract(m3, m4), TSimd.Subtract(m5, m6));
        (float a, float b, float c) = (TPoints.A, TPoints.B, TPoints.C);
        (float a2, float b2, float c2) = (a * a, b * b, c * c);
        y0 = TSimd.Add(sumA, TSimd.Add(sumB, sumC));
        y0 = HasZero ? TSimd.Add(TSimd.Load(m), y0) : y0;
        y1 = Sum(a, offA, b, offB, c, offC);
        y2 = Sum(a2, sumA, b2, sumB, c2, sumC);
        y3 = Sum(a * a2, offA, b * b2, offB, c * c2, offC);
        y4 = Sum(a2 * a2, sumA, b2 * b2, sumB, c2 * c2, sumC);
        y5 = TSimd.Add(Sum(a * a2 * a2, offA, b * b2 * b2, offB, c * c2 * c2, offC), TSimd.Load(pairs + (6 * stride)));
    }

    /// <summary>p·x + q·y + r·z.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Sum(float p, TVector x, float q, TVector y, float r, TVector z) => TSimd.MultiplyAdd(
        TSimd.Create(r), z, TSimd.MultiplyAdd(TSimd.Create(q), y, TSimd.Multiply(TSimd.Create(p), x)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Activate(TVector x, TVector slope) =>
        TSimd.WhereGreater(x, TSimd.Zero, x, TSimd.Multiply(slope, x));

    /// <summary>G times a row of a kernel: its polynomial at each point over the product of the distances from all others.</summary>
    private static void Expand(float* g, long step, float* u, long stride)
    {
        (float a, float b, float c) = (TPoints.A, TPoints.B, TPoints.C);
        (float a2, float b2, float c2) = (a * a, b * b, c * c);
        if (HasZero)
        {
            TSimd.Store(TSimd.Multiply(TSimd.Create(-1 / (a2 * b2 * c2)), TSimd.Load(g)), u);
            u += stride;
        }

        Expand(g, step, a, (a2 - b2) * (a2 - c2), u, stride);
        Expand(g, step, b, (b2 - a2) * (b2 - c2), u + (2 * stride), stride);
        Expand(g, step, c, (c2 - a2) * (c2 - b2), u + (4 * stride), stride);
        TSimd.Store(TSimd.Load(g + ((TPoints.Taps - 1) * step)), u + (6 * stride));
    }

    /// <summary>At ±<paramref name="point"/>, where <paramref name="others"/> is the distance from the other pairs.</summary>
    private static void Expand(float* g, long step, float point, float others, float* u, long stride)
    {
        (TVector g0, TVector g1) = (TSimd.Load(g), TSimd.Load(g + step));
        if (HasZero)
        {
            float scale = 1 / (2 * point * point * others);
            TVector even = TSimd.MultiplyAdd(
                TSimd.Create(scale * point * point), TSimd.Load(g + (2 * step)), TSimd.Multiply(TSimd.Create(scale), g0));
            Pair(even, TSimd.Multiply(TSimd.Create(scale), g1), point, u, stride);
        }
        else
        {
            // The distance from the point's own opposite has its sign.
            float scale = 1 / (2 * point * others);
            Pair(TSimd.Multiply(TSimd.Create(scale * point), g1), TSimd.Multiply(TSimd.Create(scale), g0), 1, u, stride);
        }
    }
}
