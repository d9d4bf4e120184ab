using System.Runtime.CompilerServices;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices.Cpu.Simd;
using ILComicGAN.Engine.Elementwise;

namespace ILComicGAN.Engine.Devices.Cpu.Convolution;

/// <summary>
/// The transforms of F(4, 7) down the columns of a picture: yᵀ = Aᵀ·[(G·g) ∘ (Bᵀ·d)] makes four outputs below each other
/// from ten inputs and a kernel of seven rows with 10 multiplications instead of 28, at the interpolation points
/// 0, ±1/2, ±3/4, ±5/4, ±5/2, ∞. One dimension keeps ten points as exact as two dimensions keep six, and needs no
/// rearrangement: the floats of a vector are neighbors in a row. Input coefficients are exact in binary.
/// </summary>
internal static unsafe class WinogradF4x7Columns<TSimd, TVector>
    where TSimd : ISimd<TVector>
    where TVector : unmanaged
{
    /// <summary>Rows of outputs in a tile.</summary>
    public const int Tile = 4;

    /// <summary>Rows of the kernel.</summary>
    public const int Taps = 7;

    /// <summary>Rows of inputs to a tile, and products of one column.</summary>
    public const int Elements = Tile + Taps - 1;

    private const float A = 0.5f;
    private const float B = 0.75f;
    private const float C = 1.25f;
    private const float D = 2.5f;
    private const float A2 = A * A;
    private const float B2 = B * B;
    private const float C2 = C * C;
    private const float D2 = D * D;

    /// <summary>G: what each element takes of each row of the kernel.</summary>
    private static readonly double[] s_kernel = KernelMatrix();

    /// <summary>v = Bᵀ·d for neighboring vectors of columns.</summary>
    /// <param name="d">The picture.</param>
    /// <param name="rows">Where each of the <see cref="Elements"/> rows lies behind <paramref name="d"/>.</param>
    /// <param name="columns">Columns, whole vectors of them.</param>
    /// <param name="v">Element e goes to v + e·<paramref name="stride"/>.</param>
    /// <param name="stride">Floats from one element to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Input(float* d, long* rows, int columns, float* v, long stride)
    {
        for (int i = 0; i < columns; i += TSimd.Count, d += TSimd.Count, v += TSimd.Count)
        {
            TVector d1 = TSimd.Load(d + rows[1]);
            TVector d2 = TSimd.Load(d + rows[2]);
            TVector d3 = TSimd.Load(d + rows[3]);
            TVector d4 = TSimd.Load(d + rows[4]);
            TVector d5 = TSimd.Load(d + rows[5]);
            TVector d6 = TSimd.Load(d + rows[6]);
            TVector d7 = TSimd.Load(d + rows[7]);
            TVector d8 = TSimd.Load(d + rows[8]);
            TSimd.Store(All(TSimd.Load(d + rows[0]), d2, d4, d6, d8), v);
            TSimd.Store(All(d1, d3, d5, d7, TSimd.Load(d + rows[9])), v + (9 * stride));
            Pair(A, Others(B2, C2, D2, d2, d4, d6, d8), Others(B2, C2, D2, d1, d3, d5, d7), v + stride, stride);
            Pair(B, Others(A2, C2, D2, d2, d4, d6, d8), Others(A2, C2, D2, d1, d3, d5, d7), v + (3 * stride), stride);
            Pair(C, Others(A2, B2, D2, d2, d4, d6, d8), Others(A2, B2, D2, d1, d3, d5, d7), v + (5 * stride), stride);
            Pair(D, Others(A2, B2, C2, d2, d4, d6, d8), Others(A2, B2, C2, d1, d3, d5, d7), v + (7 * stride), stride);
        }
    }

    /// <summary>
    /// y = LeakyReLU(Aᵀ·m + bias), where each element of m is the sum of <paramref name="terms"/> numbers that lie
    /// <paramref name="termStride"/> apart. Reads whole vectors.
    /// </summary>
    /// <param name="m">Element e begins at m + e·<paramref name="stride"/>.</param>
    /// <param name="stride">Floats from one element to the next.</param>
    /// <param name="terms">Numbers to add up.</param>
    /// <param name="termStride">Floats from one of them to the next.</param>
    /// <param name="bias">Added to each output.</param>
    /// <param name="slope">For negative outputs; 1 for no activation.</param>
    /// <param name="y">Row r goes to y + r·<paramref name="rowStride"/>.</param>
    /// <param name="rowStride">Floats from one row to the next.</param>
    /// <param name="rows">Rows to write, of <see cref="Tile"/>.</param>
    /// <param name="columns">Columns to write.</param>
    public static void Output(
        float* m, long stride, int terms, long termStride, float bias, float slope, float* y, long rowStride, int rows, int columns)
    {
        int i = 0;
        for (; i <= columns - TSimd.Count; i += TSimd.Count)
        {
            OutputVector(m + i, stride, terms, termStride, bias, slope, y + i, rowStride, rows);
        }

        if (i < columns)
        {
            float* whole = stackalloc float[Tile * TSimd.Count];
            OutputVector(m + i, stride, terms, termStride, bias, slope, whole, TSimd.Count, rows);
            for (int row = 0; row < rows; row++)
            {
                new ReadOnlySpan<float>(whole + (row * TSimd.Count), columns - i).CopyTo(new Span<float>(y + i + (row * rowStride), columns - i));
            }
        }
    }

    /// <summary>u = G·g for one column of a kernel.</summary>
    /// <param name="g">Its <see cref="Taps"/> rows.</param>
    /// <param name="u">Element e goes to u + e·<paramref name="stride"/>.</param>
    /// <param name="stride">Floats from one element to the next.</param>
    public static void Kernel(float* g, float* u, long stride)
    {
        ReadOnlySpan<double> matrix = s_kernel;
        for (int element = 0; element < Elements; element++)
        {
            double sum = 0;
            for (int tap = 0; tap < Taps; tap++)
            {
                sum += matrix[(element * Taps) + tap] * g[tap];
            }

            u[element * stride] = (float)sum;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OutputVector(
        float* m, long stride, int terms, long termStride, float bias, float slope, float* y, long rowStride, int rows)
    {
        TVector m0 = Sum(m, terms, termStride);
        TVector m9 = Sum(m + (9 * stride), terms, termStride);
        Parts(m + stride, stride, terms, termStride, out TVector sumA, out TVector offA);
        Parts(m + (3 * stride), stride, terms, termStride, out TVector sumB, out TVector offB);
        Parts(m + (5 * stride), stride, terms, termStride, out TVector sumC, out TVector offC);
        Parts(m + (7 * stride), stride, terms, termStride, out TVector sumD, out TVector offD);
        TVector offset = TSimd.Create(bias);
        TVector scale = TSimd.Create(slope);
        TVector y0 = TSimd.Add(TSimd.Add(m0, TSimd.Add(sumA, sumB)), TSimd.Add(TSimd.Add(sumC, sumD), offset));
        Write(y0, slope, scale, y);
        if (rows > 1)
        {
            Write(Weighted(A, offA, B, offB, C, offC, D, offD, offset), slope, scale, y + rowStride);
        }

        if (rows > 2)
        {
            Write(Weighted(A2, sumA, B2, sumB, C2, sumC, D2, sumD, offset), slope, scale, y + (2 * rowStride));
        }

        if (rows > 3)
        {
            TVector last = Weighted(A * A2, offA, B * B2, offB, C * C2, offC, D * D2, offD, TSimd.Add(m9, offset));
            Write(last, slope, scale, y + (3 * rowStride));
        }
    }

    private static double[] KernelMatrix()
    {
        double[] points = [0, A, -A, B, -B, C, -C, D, -D];
        double[] matrix = new double[Elements * Taps];
        for (int element = 0; element < points.Length; element++)
        {
            double scale = points.Where(other => other != points[element]).Aggregate(1.0, (product, other) => product * (points[element] - other));
            for (int tap = 0; tap < Taps; tap++)
            {
                matrix[(element * Taps) + tap] = Math.Pow(points[element], tap) / scale;
            }
        }

        matrix[^1] = 1;
        return matrix;
    }

    /// <summary>(x² − A²)(x² − B²)(x² − C²)(x² − D²), where the powers of x² stand for vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector All(TVector x0, TVector x1, TVector x2, TVector x3, TVector x4)
    {
        const float First = A2 + B2 + C2 + D2;
        const float Second = ((A2 + B2) * (C2 + D2)) + (A2 * B2) + (C2 * D2);
        const float Third = (A2 * B2 * (C2 + D2)) + (C2 * D2 * (A2 + B2));
        TVector sum = TSimd.MultiplyAdd(TSimd.Create(-First), x3, x4);
        sum = TSimd.MultiplyAdd(TSimd.Create(Second), x2, sum);
        sum = TSimd.MultiplyAdd(TSimd.Create(-Third), x1, sum);
        return TSimd.MultiplyAdd(TSimd.Create(A2 * B2 * C2 * D2), x0, sum);
    }

    /// <summary>(x² − p)(x² − q)(x² − r) likewise.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Others(float p, float q, float r, TVector x0, TVector x1, TVector x2, TVector x3)
    {
        TVector sum = TSimd.MultiplyAdd(TSimd.Create(-(p + q + r)), x2, x3);
        sum = TSimd.MultiplyAdd(TSimd.Create((p * q) + ((p + q) * r)), x1, sum);
        return TSimd.MultiplyAdd(TSimd.Create(-(p * q * r)), x0, sum);
    }

    /// <summary>The elements at ±<paramref name="point"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pair(float point, TVector even, TVector odd, float* v, long stride)
    {
        TVector scaled = TSimd.Multiply(TSimd.Create(point), odd);
        TSimd.Store(TSimd.Add(even, scaled), v);
        TSimd.Store(TSimd.Subtract(even, scaled), v + stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Sum(float* m, int terms, long stride)
    {
        TVector sum = TSimd.Load(m);
        for (int term = 1; term < terms; term++)
        {
            sum = TSimd.Add(sum, TSimd.Load(m + (term * stride)));
        }

        return sum;
    }

    /// <summary>Sum and difference of the elements at ± a point.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Parts(float* m, long stride, int terms, long termStride, out TVector sum, out TVector difference)
    {
        TVector positive = Sum(m, terms, termStride);
        TVector negative = Sum(m + stride, terms, termStride);
        (sum, difference) = (TSimd.Add(positive, negative), TSimd.Subtract(positive, negative));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Weighted(
        float a, TVector x0, float b, TVector x1, float c, TVector x2, float d, TVector x3, TVector offset)
    {
        TVector sum = TSimd.MultiplyAdd(TSimd.Create(a), x0, offset);
        sum = TSimd.MultiplyAdd(TSimd.Create(b), x1, sum);
        sum = TSimd.MultiplyAdd(TSimd.Create(c), x2, sum);
        return TSimd.MultiplyAdd(TSimd.Create(d), x3, sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(TVector y, float slope, TVector scale, float* target) =>
        TSimd.Store(slope == 1 ? y : TSimd.WhereGreater(y, TSimd.Zero, y, TSimd.Multiply(scale, y)), target);
}
