using System.Runtime.CompilerServices;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices.Cpu.Simd;
using ILComicGAN.Engine.Elementwise;

namespace ILComicGAN.Engine.Devices.Cpu.Normalization;

/// <summary>Sums over one row that several normalization passes need, in doubles.</summary>
internal static unsafe class RowSums<TSimd, TVector>
    where TSimd : ISimd<TVector>
    where TVector : unmanaged
{
    /// <summary>Floats are added in runs of this length before they go into a double.</summary>
    public const int Run = 2048;

    /// <summary>
    /// The moments of a row in one pass over memory: a run is read twice while it is in the first-level cache.
    /// </summary>
    public static Moments Moments(float* x, int n)
    {
        Moments all = default;
        for (int from = 0; from < n; from += Run)
        {
            all = all.And(BlockMoments(x + from, 0, 1, Math.Min(Run, n - from)));
        }

        return all;
    }

    /// <summary>The moments of <paramref name="rows"/> × <paramref name="columns"/> values, at most <see cref="Run"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Moments BlockMoments(float* x, long stride, int rows, int columns)
    {
        (TVector a, TVector b) = (TSimd.Zero, TSimd.Zero);
        float* row = x;
        double sum = 0;
        for (int r = 0; r < rows; r++, row += stride)
        {
            int i = 0;
            for (; i <= columns - (2 * TSimd.Count); i += 2 * TSimd.Count)
            {
                a = TSimd.Add(a, TSimd.Load(row + i));
                b = TSimd.Add(b, TSimd.Load(row + i + TSimd.Count));
            }

            for (; i < columns; i++)
            {
                sum += row[i];
            }
        }

        // Deviations are taken from the rounded mean; what that is off is put right below.
        long count = (long)rows * columns;
        double mean = (sum + TSimd.Sum(TSimd.Add(a, b))) / count;
        TVector center = TSimd.Create((float)mean);
        (a, b) = (TSimd.Zero, TSimd.Zero);
        row = x;
        sum = 0;
        for (int r = 0; r < rows; r++, row += stride)
        {
            int i = 0;
            for (; i <= columns - (2 * TSimd.Count); i += 2 * TSimd.Count)
            {
                TVector d = TSimd.Subtract(TSimd.Load(row + i), center);
                TVector e = TSimd.Subtract(TSimd.Load(row + i + TSimd.Count), center);
                a = TSimd.MultiplyAdd(d, d, a);
                b = TSimd.MultiplyAdd(e, e, b);
            }

            for (; i < columns; i++)
            {
                double d = row[i] - (float)mean;
                sum += d * d;
            }
        }

        double shift = mean - (float)mean;
        double squared = sum + TSimd.Sum(TSimd.Add(a, b)) - (count * shift * shift);
        return new Moments(count, mean, Math.Max(0, squared));
    }

    /// <summary>Σ |x − first| and Σ |x − second|.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (double First, double Second) Deviations(float* x, int n, float first, float second)
    {
        (double ofFirst, double ofSecond) = (0, 0);
        (TVector f, TVector g) = (TSimd.Create(first), TSimd.Create(second));
        for (int from = 0; from < n; from += Run)
        {
            int to = Math.Min(n, from + Run);
            (TVector a, TVector b) = (TSimd.Zero, TSimd.Zero);
            int i = from;
            for (; i <= to - TSimd.Count; i += TSimd.Count)
            {
                TVector v = TSimd.Load(x + i);
                a = TSimd.Add(a, TSimd.Abs(TSimd.Subtract(v, f)));
                b = TSimd.Add(b, TSimd.Abs(TSimd.Subtract(v, g)));
            }

            ofFirst += TSimd.Sum(a);
            ofSecond += TSimd.Sum(b);
            for (; i < to; i++)
            {
                ofFirst += MathF.Abs(x[i] - first);
                ofSecond += MathF.Abs(x[i] - second);
            }
        }

        return (ofFirst, ofSecond);
    }

    /// <summary>Σ h and Σ h·x̂ with x̂ = (x − mean)·rstd and h = g where γ·x̂ + β &gt; 0, slope·g elsewhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (double H, double HX) Gated(
        float* g, float* x, int n, float mean, float rstd, float gamma, float beta, float slope)
    {
        (double sum, double product) = (0, 0);
        (TVector m, TVector r, TVector ga, TVector be, TVector sl) =
            (TSimd.Create(mean), TSimd.Create(rstd), TSimd.Create(gamma), TSimd.Create(beta), TSimd.Create(slope));
        for (int from = 0; from < n; from += Run)
        {
            int to = Math.Min(n, from + Run);
            (TVector s, TVector p) = (TSimd.Zero, TSimd.Zero);
            int i = from;
            for (; i <= to - TSimd.Count; i += TSimd.Count)
            {
                TVector normalized = TSimd.Multiply(TSimd.Subtract(TSimd.Load(x + i), m), r);
                TVector v = TSimd.Load(g + i);
                TVector h = TSimd.WhereGreater(
                    TSimd.MultiplyAdd(ga, normalized, be), TSimd.Zero, v, TSimd.Multiply(sl, v));
                s = TSimd.Add(s, h);
                p = TSimd.MultiplyAdd(h, normalized, p);
            }

            sum += TSimd.Sum(s);
            product += TSimd.Sum(p);
            for (; i < to; i++)
            {
                float normalized = (x[i] - mean) * rstd;
                float h = (gamma * normalized) + beta > 0 ? g[i] : slope * g[i];
                sum += h;
                product += h * normalized;
            }
        }

        return (sum, product);
    }

    /// <summary>Σ a·b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Dot(float* a, float* b, int n)
    {
        double sum = 0;
        for (int from = 0; from < n; from += Run)
        {
            int to = Math.Min(n, from + Run);
            TVector s = TSimd.Zero;
            int i = from;
            for (; i <= to - TSimd.Count; i += TSimd.Count)
            {
                s = TSimd.MultiplyAdd(TSimd.Load(a + i), TSimd.Load(b + i), s);
            }

            sum += TSimd.Sum(s);
            for (; i < to; i++)
            {
                sum += a[i] * b[i];
            }
        }

        return sum;
    }
}
