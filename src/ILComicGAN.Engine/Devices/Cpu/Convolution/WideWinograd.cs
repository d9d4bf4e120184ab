using System.Runtime.CompilerServices;

namespace ILComicGAN.Engine.Devices.Cpu;

/// <summary>
/// The transforms of F(6×6, 3×3): a tile of 6×6 outputs from 8×8 inputs with 64 multiplications instead of 324, at the
/// interpolation points 0, ±a, ±b, ±c, ∞. Fewer multiplications and less memory between the stages than with
/// <see cref="Winograd{TSimd, TVector}"/>, for four times its rounding error. A row of inputs and the constants ask for
/// more registers than 16.
/// </summary>
internal readonly unsafe struct WideWinograd<TSimd, TVector> : IWinogradTile<TVector>
    where TSimd : ISimd<TVector>
    where TVector : unmanaged
{
    // Of the points tried, from 1/4 to 5/2, these have the least error but for 9/16, 1, 2, and need no rounding themselves.
    private const float A = 0.5f;
    private const float A2 = A * A;
    private const float B = 1;
    private const float B2 = B * B;
    private const float C = 2;
    private const float C2 = C * C;
    private const int Tile = 6;
    private const int Side = 8;

    public static int Outputs => Tile;

    public static int Inputs => Side;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Split(float* source, float* target, int stride) => TSimd.Split6(source, target, stride);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Input<TMap>(
        float* d, long rowStride, long columnStride, long beyond, float* v, long stride, in TMap given)
        where TMap : struct, IElementMap<TVector>
    {
        TMap map = given;
        float* across = stackalloc float[Side * Side * TSimd.Count];
        for (int row = 0; row < Side; row++, d += rowStride)
        {
            Transform(
                map.Apply(TSimd.Load(d)),
                map.Apply(TSimd.Load(d + columnStride)),
                map.Apply(TSimd.Load(d + (2 * columnStride))),
                map.Apply(TSimd.Load(d + (3 * columnStride))),
                map.Apply(TSimd.Load(d + (4 * columnStride))),
                map.Apply(TSimd.Load(d + (5 * columnStride))),
                map.Apply(TSimd.Load(d + beyond)),
                map.Apply(TSimd.Load(d + beyond + columnStride)),
                across + (row * Side * TSimd.Count),
                TSimd.Count);
        }

        long down = Side * TSimd.Count;
        for (int column = 0; column < Side; column++)
        {
            float* at = across + (column * TSimd.Count);
            Transform(
                TSimd.Load(at),
                TSimd.Load(at + down),
                TSimd.Load(at + (2 * down)),
                TSimd.Load(at + (3 * down)),
                TSimd.Load(at + (4 * down)),
                TSimd.Load(at + (5 * down)),
                TSimd.Load(at + (6 * down)),
                TSimd.Load(at + (7 * down)),
                v + (column * stride),
                Side * stride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Output(float* m, long stride, float bias, float slope, float* y, long rowStride)
    {
        float* down = stackalloc float[Tile * Side * TSimd.Count];
        int row = Side * TSimd.Count;
        for (int column = 0; column < Side; column++)
        {
            Reduce(
                m + (column * stride),
                Side * stride,
                out TVector y0,
                out TVector y1,
                out TVector y2,
                out TVector y3,
                out TVector y4,
                out TVector y5);
            float* target = down + (column * TSimd.Count);
            TSimd.Store(y0, target);
            TSimd.Store(y1, target + row);
            TSimd.Store(y2, target + (2 * row));
            TSimd.Store(y3, target + (3 * row));
            TSimd.Store(y4, target + (4 * row));
            TSimd.Store(y5, target + (5 * row));
        }

        (TVector offset, TVector scale) = (TSimd.Create(bias), TSimd.Create(slope));
        for (int r = 0; r < Tile; r++, down += row, y += rowStride)
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

    public static void Kernel(float* g, float* u, long stride)
    {
        float* across = stackalloc float[3 * Side * TSimd.Count];
        for (int row = 0; row < 3; row++)
        {
            Expand(g + (row * 3 * TSimd.Count), TSimd.Count, across + (row * Side * TSimd.Count), TSimd.Count);
        }

        for (int column = 0; column < Side; column++)
        {
            Expand(across + (column * TSimd.Count), Side * TSimd.Count, u + (column * stride), Side * stride);
        }
    }

    /// <summary>Bᵀ times eight numbers: of each point's polynomial (x ± p)·x·(x² − q²)·(x² − r²), even and odd powers apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transform(
        TVector d0, TVector d1, TVector d2, TVector d3, TVector d4, TVector d5, TVector d6, TVector d7, float* v, long stride)
    {
        TSimd.Store(All(d0, d2, d4, d6), v);
        Pair(Others(B2, C2, d2, d4, d6), Others(B2, C2, d1, d3, d5), A, v + stride, stride);
        Pair(Others(A2, C2, d2, d4, d6), Others(A2, C2, d1, d3, d5), B, v + (3 * stride), stride);
        Pair(Others(A2, B2, d2, d4, d6), Others(A2, B2, d1, d3, d5), C, v + (5 * stride), stride);
        TSimd.Store(All(d1, d3, d5, d7), v + (7 * stride));
    }

    /// <summary>(t − a²)·(t − b²)·(t − c²) with the powers of t replaced by w to z.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector All(TVector w, TVector x, TVector y, TVector z) => TSimd.MultiplyAdd(
        TSimd.Create(-A2 * B2 * C2),
        w,
        TSimd.MultiplyAdd(TSimd.Create((A2 * B2) + (A2 * C2) + (B2 * C2)), x, TSimd.MultiplyAdd(TSimd.Create(-(A2 + B2 + C2)), y, z)));

    /// <summary>(t − p²)·(t − q²) with the powers of t replaced by x to z.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Others(float p2, float q2, TVector x, TVector y, TVector z) =>
        TSimd.MultiplyAdd(TSimd.Create(p2 * q2), x, TSimd.MultiplyAdd(TSimd.Create(-(p2 + q2)), y, z));

    /// <summary>even ± point·odd.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pair(TVector even, TVector odd, float point, float* target, long stride)
    {
        TSimd.Store(TSimd.MultiplyAdd(TSimd.Create(point), odd, even), target);
        TSimd.Store(TSimd.MultiplyAdd(TSimd.Create(-point), odd, even), target + stride);
    }

    /// <summary>Aᵀ times eight numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Reduce(
        float* m, long stride, out TVector y0, out TVector y1, out TVector y2, out TVector y3, out TVector y4, out TVector y5)
    {
        (TVector m1, TVector m2) = (TSimd.Load(m + stride), TSimd.Load(m + (2 * stride)));
        (TVector m3, TVector m4) = (TSimd.Load(m + (3 * stride)), TSimd.Load(m + (4 * stride)));
        (TVector m5, TVector m6) = (TSimd.Load(m + (5 * stride)), TSimd.Load(m + (6 * stride)));
        (TVector sumA, TVector sumB, TVector sumC) = (TSimd.Add(m1, m2), TSimd.Add(m3, m4), TSimd.Add(m5, m6));
        (TVector offA, TVector offB, TVector offC) = (TSimd.Subtract(m1, m2), TSimd.Subtract(m3, m4), TSimd.Subtract(m5, m6));
        y0 = TSimd.Add(TSimd.Add(TSimd.Load(m), sumA), TSimd.Add(sumB, sumC));
        y1 = Sum(A, offA, B, offB, C, offC);
        y2 = Sum(A2, sumA, B2, sumB, C2, sumC);
        y3 = Sum(A * A2, offA, B * B2, offB, C * C2, offC);
        y4 = Sum(A2 * A2, sumA, B2 * B2, sumB, C2 * C2, sumC);
        y5 = TSimd.Add(Sum(A * A2 * A2, offA, B * B2 * B2, offB, C * C2 * C2, offC), TSimd.Load(m + (7 * stride)));
    }

    /// <summary>p·x + q·y + r·z.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Sum(float p, TVector x, float q, TVector y, float r, TVector z) => TSimd.MultiplyAdd(
        TSimd.Create(r), z, TSimd.MultiplyAdd(TSimd.Create(q), y, TSimd.Multiply(TSimd.Create(p), x)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Activate(TVector x, TVector slope) =>
        TSimd.WhereGreater(x, TSimd.Zero, x, TSimd.Multiply(slope, x));

    /// <summary>G times three numbers: the kernel's polynomial at each point over the product of its distances from the others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Expand(float* g, long step, float* u, long stride)
    {
        (TVector g0, TVector g1, TVector g2) = (TSimd.Load(g), TSimd.Load(g + step), TSimd.Load(g + (2 * step)));
        TSimd.Store(TSimd.Multiply(TSimd.Create(-1 / (A2 * B2 * C2)), g0), u);
        Expand(g0, g1, g2, A, 1 / (2 * A2 * (A2 - B2) * (A2 - C2)), u + stride, stride);
        Expand(g0, g1, g2, B, 1 / (2 * B2 * (B2 - A2) * (B2 - C2)), u + (3 * stride), stride);
        Expand(g0, g1, g2, C, 1 / (2 * C2 * (C2 - A2) * (C2 - B2)), u + (5 * stride), stride);
        TSimd.Store(g2, u + (7 * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Expand(TVector g0, TVector g1, TVector g2, float point, float scale, float* u, long stride)
    {
        TVector scaled = TSimd.Multiply(TSimd.Create(scale), g0);
        Pair(
            TSimd.MultiplyAdd(TSimd.Create(scale * point * point), g2, scaled),
            TSimd.Multiply(TSimd.Create(scale), g1),
            point,
            u,
            stride);
    }
}
