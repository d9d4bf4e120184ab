using System.Runtime.CompilerServices;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices.Cpu.Normalization;
using ILComicGAN.Engine.Devices.Cpu.Simd;
using ILComicGAN.Engine.Elementwise;

namespace ILComicGAN.Engine.Devices.Cpu.Convolution;

/// <summary>
/// The transforms of F(4×4, 3×3) (Winograd; Lavin and Gray): a tile of 4×4 outputs from 6×6 inputs with 36 multiplications
/// instead of 144, at the interpolation points 0, ±a, ±b, ∞.
/// With a = 5/8 and b = 3/2, exact in binary, rounding errors are half as large as with the usual 1 and 2.
/// </summary>
internal readonly unsafe struct WinogradF4x3<TSimd, TVector> : IWinogradTile<TVector>
    where TSimd : ISimd<TVector>
    where TVector : unmanaged
{
    private const float A = 0.625f;
    private const float A2 = A * A;
    private const float B = 1.5f;
    private const float B2 = B * B;
    private const float ScaleA = 1 / (2 * A2 * (A2 - B2));
    private const float ScaleB = 1 / (2 * B2 * (B2 - A2));

    /// <summary>Rows and columns of outputs in a tile.</summary>
    public const int Tile = 4;

    /// <summary>Rows and columns of inputs to a tile.</summary>
    public const int Side = 6;

    /// <summary>Products in a tile.</summary>
    public const int Elements = Side * Side;

    public static int Outputs => Tile;

    public static int Inputs => Side;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Split(float* source, float* target, int stride) => TSimd.Split4(source, target, stride);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Input<TMap>(
        float* d, long rowStride, long columnStride, long beyond, float* v, long stride, in TMap given)
        where TMap : struct, IElementMap<TVector>
    {
        TMap map = given;
        float* across = stackalloc float[Elements * TSimd.Count];
        for (int row = 0; row < Side; row++, d += rowStride)
        {
            Transform(
                map.Apply(TSimd.Load(d)),
                map.Apply(TSimd.Load(d + columnStride)),
                map.Apply(TSimd.Load(d + (2 * columnStride))),
                map.Apply(TSimd.Load(d + (3 * columnStride))),
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
                v + (column * stride),
                Side * stride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Output(float* m, long stride, float bias, float slope, float* y, long rowStride)
    {
        float* down = stackalloc float[Tile * Side * TSimd.Count];
        for (int column = 0; column < Side; column++)
        {
            float* source = m + (column * stride);
            long step = Side * stride;
            float* target = down + (column * TSimd.Count);
            TVector m0 = TSimd.Load(source);
            TVector m1 = TSimd.Load(source + step);
            TVector m2 = TSimd.Load(source + (2 * step));
            TVector m3 = TSimd.Load(source + (3 * step));
            TVector m4 = TSimd.Load(source + (4 * step));
            TVector m5 = TSimd.Load(source + (5 * step));
            (TVector sum12, TVector sum34) = (TSimd.Add(m1, m2), TSimd.Add(m3, m4));
            (TVector off12, TVector off34) = (TSimd.Subtract(m1, m2), TSimd.Subtract(m3, m4));
            int row = Side * TSimd.Count;
            TSimd.Store(TSimd.Add(TSimd.Add(m0, sum12), sum34), target);
            TSimd.Store(Sum(A, off12, B, off34), target + row);
            TSimd.Store(Sum(A2, sum12, B2, sum34), target + (2 * row));
            TSimd.Store(TSimd.Add(Sum(A * A2, off12, B * B2, off34), m5), target + (3 * row));
        }

        (TVector offset, TVector scale) = (TSimd.Create(bias), TSimd.Create(slope));
        for (int row = 0; row < Tile; row++)
        {
            float* source = down + (row * Side * TSimd.Count);
            TVector m1 = TSimd.Load(source + TSimd.Count);
            TVector m2 = TSimd.Load(source + (2 * TSimd.Count));
            TVector m3 = TSimd.Load(source + (3 * TSimd.Count));
            TVector m4 = TSimd.Load(source + (4 * TSimd.Count));
            (TVector sum12, TVector sum34) = (TSimd.Add(m1, m2), TSimd.Add(m3, m4));
            (TVector off12, TVector off34) = (TSimd.Subtract(m1, m2), TSimd.Subtract(m3, m4));
            TVector y0 = TSimd.Add(TSimd.Add(TSimd.Add(TSimd.Load(source), sum12), sum34), offset);
            TVector y1 = TSimd.Add(Sum(A, off12, B, off34), offset);
            TVector y2 = TSimd.Add(Sum(A2, sum12, B2, sum34), offset);
            TVector last = TSimd.Load(source + (5 * TSimd.Count));
            TVector y3 = TSimd.Add(TSimd.Add(Sum(A * A2, off12, B * B2, off34), last), offset);
            if (slope != 1)
            {
                y0 = TSimd.WhereGreater(y0, TSimd.Zero, y0, TSimd.Multiply(scale, y0));
                y1 = TSimd.WhereGreater(y1, TSimd.Zero, y1, TSimd.Multiply(scale, y1));
                y2 = TSimd.WhereGreater(y2, TSimd.Zero, y2, TSimd.Multiply(scale, y2));
                y3 = TSimd.WhereGreater(y3, TSimd.Zero, y3, TSimd.Multiply(scale, y3));
            }

            TSimd.Merge4(y0, y1, y2, y3, y + (row * rowStride));
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

    /// <summary>w = A·g·Aᵀ, the adjoint of <see cref="Output"/>, for one vector of tiles or channels.</summary>
    /// <param name="g">Row r, column c at g + r·<paramref name="rowStride"/> + c·<paramref name="columnStride"/>.</param>
    /// <param name="rowStride">Floats from one row to the next.</param>
    /// <param name="columnStride">Floats from one column to the next.</param>
    /// <param name="w">Element e goes to w + e·<paramref name="stride"/>.</param>
    /// <param name="stride">Floats from one element to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void OutputAdjoint(float* g, long rowStride, long columnStride, float* w, long stride)
    {
        float* across = stackalloc float[Tile * Side * TSimd.Count];
        for (int row = 0; row < Tile; row++)
        {
            Spread(g + (row * rowStride), columnStride, across + (row * Side * TSimd.Count), TSimd.Count);
        }

        for (int column = 0; column < Side; column++)
        {
            Spread(across + (column * TSimd.Count), Side * TSimd.Count, w + (column * stride), Side * stride);
        }
    }

    /// <summary>A times four numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Spread(float* g, long step, float* w, long stride)
    {
        (TVector g0, TVector g1) = (TSimd.Load(g), TSimd.Load(g + step));
        (TVector g2, TVector g3) = (TSimd.Load(g + (2 * step)), TSimd.Load(g + (3 * step)));
        TSimd.Store(g0, w);
        TVector even = TSimd.MultiplyAdd(TSimd.Create(A2), g2, g0);
        TVector odd = Sum(A, g1, A * A2, g3);
        TSimd.Store(TSimd.Add(even, odd), w + stride);
        TSimd.Store(TSimd.Subtract(even, odd), w + (2 * stride));
        even = TSimd.MultiplyAdd(TSimd.Create(B2), g2, g0);
        odd = Sum(B, g1, B * B2, g3);
        TSimd.Store(TSimd.Add(even, odd), w + (3 * stride));
        TSimd.Store(TSimd.Subtract(even, odd), w + (4 * stride));
        TSimd.Store(g3, w + (5 * stride));
    }

    /// <summary>g = Gᵀ·u·G, the adjoint of <see cref="Kernel"/>: element (r, c) of the kernels to g + (3·r + c)·Count.</summary>
    /// <param name="u">Element e at u + e·<paramref name="stride"/>.</param>
    /// <param name="stride">Floats from one element to the next.</param>
    /// <param name="g">[9][Count].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void KernelAdjoint(float* u, long stride, float* g)
    {
        float* down = stackalloc float[3 * Side * TSimd.Count];
        for (int column = 0; column < Side; column++)
        {
            Gather(u + (column * stride), Side * stride, down + (column * TSimd.Count), Side * TSimd.Count);
        }

        for (int row = 0; row < 3; row++)
        {
            Gather(down + (row * Side * TSimd.Count), TSimd.Count, g + (row * 3 * TSimd.Count), TSimd.Count);
        }
    }

    /// <summary>Gᵀ times six numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Gather(float* u, long step, float* g, long stride)
    {
        (TVector u1, TVector u2) = (TSimd.Load(u + step), TSimd.Load(u + (2 * step)));
        (TVector u3, TVector u4) = (TSimd.Load(u + (3 * step)), TSimd.Load(u + (4 * step)));
        (TVector sumA, TVector sumB) = (TSimd.Add(u1, u2), TSimd.Add(u3, u4));
        (TVector offA, TVector offB) = (TSimd.Subtract(u1, u2), TSimd.Subtract(u3, u4));
        TSimd.Store(TSimd.MultiplyAdd(TSimd.Create(1 / (A2 * B2)), TSimd.Load(u), Sum(ScaleA, sumA, ScaleB, sumB)), g);
        TSimd.Store(Sum(ScaleA * A, offA, ScaleB * B, offB), g + stride);
        TSimd.Store(TSimd.Add(Sum(ScaleA * A2, sumA, ScaleB * B2, sumB), TSimd.Load(u + (5 * step))), g + (2 * stride));
    }

    /// <summary>G times three numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Expand(float* g, long step, float* u, long stride)
    {
        (TVector g0, TVector g1, TVector g2) = (TSimd.Load(g), TSimd.Load(g + step), TSimd.Load(g + (2 * step)));
        Pair(g0, g1, g2, A, ScaleA, u + stride, stride);
        Pair(g0, g1, g2, B, ScaleB, u + (3 * stride), stride);
        TSimd.Store(TSimd.Multiply(TSimd.Create(1 / (A2 * B2)), g0), u);
        TSimd.Store(g2, u + (5 * stride));
    }

    /// <summary>The kernel's polynomial at ±<paramref name="point"/>, scaled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pair(TVector g0, TVector g1, TVector g2, float point, float scale, float* u, long stride)
    {
        TVector even = Sum(scale, g0, scale * point * point, g2);
        TVector odd = TSimd.Multiply(TSimd.Create(scale * point), g1);
        TSimd.Store(TSimd.Add(even, odd), u);
        TSimd.Store(TSimd.Subtract(even, odd), u + stride);
    }

    /// <summary>p·x + q·y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Sum(float p, TVector x, float q, TVector y) =>
        TSimd.MultiplyAdd(TSimd.Create(q), y, TSimd.Multiply(TSimd.Create(p), x));

    /// <summary>Bᵀ times six numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transform(
        TVector d0, TVector d1, TVector d2, TVector d3, TVector d4, TVector d5, float* v, long stride)
    {
        (TVector a2, TVector b2) = (TSimd.Create(-A2), TSimd.Create(-B2));
        (TVector product, TVector sum) = (TSimd.Create(A2 * B2), TSimd.Create(-(A2 + B2)));
        TVector even = TSimd.MultiplyAdd(b2, d2, d4);
        TVector odd = TSimd.Multiply(TSimd.Create(A), TSimd.MultiplyAdd(b2, d1, d3));
        TSimd.Store(TSimd.MultiplyAdd(product, d0, TSimd.MultiplyAdd(sum, d2, d4)), v);
        TSimd.Store(TSimd.Add(even, odd), v + stride);
        TSimd.Store(TSimd.Subtract(even, odd), v + (2 * stride));
        even = TSimd.MultiplyAdd(a2, d2, d4);
        odd = TSimd.Multiply(TSimd.Create(B), TSimd.MultiplyAdd(a2, d1, d3));
        TSimd.Store(TSimd.Add(even, odd), v + (3 * stride));
        TSimd.Store(TSimd.Subtract(even, odd), v + (4 * stride));
        TSimd.Store(TSimd.MultiplyAdd(product, d1, TSimd.MultiplyAdd(sum, d3, d5)), v + (5 * stride));
    }
}
