using System.Runtime.CompilerServices;

namespace ILComicGAN.Engine.Devices.Cpu;

/// <summary>
/// The transforms of F(5×5, 2×2): 5×5 outputs from 6×6 inputs with 36 multiplications instead of 100. The points are those of
/// <see cref="Winograd{TSimd, TVector}"/>, and with them the transform of the inputs. Convolutions that see only a quarter of
/// the 3×3 kernel's neighbors apart are made of these: those of an enlarged picture, and those with a stride of 2.
/// </summary>
internal static unsafe class WinogradTwoTap<TSimd, TVector>
    where TSimd : ISimd<TVector>
    where TVector : unmanaged
{
    private const float A = Winograd<TSimd, TVector>.A;
    private const float A2 = A * A;
    private const float B = Winograd<TSimd, TVector>.B;
    private const float B2 = B * B;
    private const float ScaleA = Winograd<TSimd, TVector>.ScaleA;
    private const float ScaleB = Winograd<TSimd, TVector>.ScaleB;
    private const int Side = Winograd<TSimd, TVector>.Side;

    /// <summary>Rows and columns of outputs in a tile.</summary>
    public const int Tile = 5;

    /// <summary>u = G·g·Gᵀ, one vector of kernels at once: element (r, c) of the kernels at g + (2·r + c)·Count.</summary>
    /// <param name="g">[4][Count].</param>
    /// <param name="u">Element e goes to u + e·<paramref name="stride"/>.</param>
    /// <param name="stride">Floats from one element to the next.</param>
    public static void Kernel(float* g, float* u, long stride)
    {
        float* across = stackalloc float[2 * Side * TSimd.Count];
        for (int row = 0; row < 2; row++)
        {
            Expand(g + (row * 2 * TSimd.Count), TSimd.Count, across + (row * Side * TSimd.Count), TSimd.Count);
        }

        for (int column = 0; column < Side; column++)
        {
            Expand(across + (column * TSimd.Count), Side * TSimd.Count, u + (column * stride), Side * stride);
        }
    }

    /// <summary>y = LeakyReLU(Aᵀ·m·A + bias) for one vector of tiles.</summary>
    /// <param name="m">Element e at m + e·<paramref name="stride"/>.</param>
    /// <param name="stride">Floats from one element to the next.</param>
    /// <param name="bias">Added to each output.</param>
    /// <param name="slope">For negative outputs; 1 for no activation.</param>
    /// <param name="y">Output (r, c) of the tiles goes to y + r·<paramref name="rowStride"/> + c·<paramref name="columnStride"/>.</param>
    /// <param name="rowStride">Floats from one row to the next.</param>
    /// <param name="columnStride">Floats from one column to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Output(float* m, long stride, float bias, float slope, float* y, long rowStride, long columnStride)
    {
        float* down = stackalloc float[Tile * Side * TSimd.Count];
        for (int column = 0; column < Side; column++)
        {
            Contract(m + (column * stride), Side * stride, TSimd.Zero, down + (column * TSimd.Count), Side * TSimd.Count);
        }

        TVector scale = TSimd.Create(slope);
        for (int row = 0; row < Tile; row++)
        {
            float* target = y + (row * rowStride);
            Contract(down + (row * Side * TSimd.Count), TSimd.Count, TSimd.Create(bias), target, columnStride);
            if (slope != 1)
            {
                for (int column = 0; column < Tile; column++)
                {
                    TVector value = TSimd.Load(target + (column * columnStride));
                    TSimd.Store(
                        TSimd.WhereGreater(value, TSimd.Zero, value, TSimd.Multiply(scale, value)),
                        target + (column * columnStride));
                }
            }
        }
    }

    /// <summary>G times two numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Expand(float* g, long step, float* u, long stride)
    {
        (TVector g0, TVector g1) = (TSimd.Load(g), TSimd.Load(g + step));
        Pair(TSimd.Multiply(TSimd.Create(ScaleA), g0), TSimd.Multiply(TSimd.Create(ScaleA * A), g1), u + stride, stride);
        Pair(TSimd.Multiply(TSimd.Create(ScaleB), g0), TSimd.Multiply(TSimd.Create(ScaleB * B), g1), u + (3 * stride), stride);
        TSimd.Store(TSimd.Multiply(TSimd.Create(1 / (A2 * B2)), g0), u);
        TSimd.Store(g1, u + (5 * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pair(TVector even, TVector odd, float* u, long stride)
    {
        TSimd.Store(TSimd.Add(even, odd), u);
        TSimd.Store(TSimd.Subtract(even, odd), u + stride);
    }

    /// <summary>Aᵀ times six numbers, plus an offset.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Contract(float* m, long step, TVector offset, float* y, long stride)
    {
        TVector m1 = TSimd.Load(m + step);
        TVector m2 = TSimd.Load(m + (2 * step));
        TVector m3 = TSimd.Load(m + (3 * step));
        TVector m4 = TSimd.Load(m + (4 * step));
        (TVector sum12, TVector sum34) = (TSimd.Add(m1, m2), TSimd.Add(m3, m4));
        (TVector off12, TVector off34) = (TSimd.Subtract(m1, m2), TSimd.Subtract(m3, m4));
        TSimd.Store(TSimd.Add(TSimd.Add(TSimd.Add(TSimd.Load(m), sum12), sum34), offset), y);
        TSimd.Store(Sum(A, off12, B, off34, offset), y + stride);
        TSimd.Store(Sum(A2, sum12, B2, sum34, offset), y + (2 * stride));
        TSimd.Store(Sum(A * A2, off12, B * B2, off34, offset), y + (3 * stride));
        TVector last = TSimd.Add(TSimd.Load(m + (5 * step)), offset);
        TSimd.Store(Sum(A2 * A2, sum12, B2 * B2, sum34, last), y + (4 * stride));
    }

    /// <summary>p·x + q·y + z.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Sum(float p, TVector x, float q, TVector y, TVector z) =>
        TSimd.MultiplyAdd(TSimd.Create(q), y, TSimd.MultiplyAdd(TSimd.Create(p), x, z));
}
