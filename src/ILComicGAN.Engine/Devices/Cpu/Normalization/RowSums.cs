using System.Runtime.CompilerServices;

namespace ILComicGAN.Engine.Devices.Cpu;

/// <summary>Sums over one row that several normalization passes need, in doubles.</summary>
internal static unsafe class RowSums<TSimd, TVector>
    where TSimd : ISimd<TVector>
    where TVector : unmanaged
{
    /// <summary>Floats are added in runs of this length before they go into a double.</summary>
    private const int Run = 2048;

    /// <summary>Σ |x − center| and Σ (x − center)².</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (double Absolute, double Squared) Deviations(float* x, int n, float center)
    {
        (double absolute, double squared) = (0, 0);
        TVector c = TSimd.Create(center);
        for (int from = 0; from < n; from += Run)
        {
            int to = Math.Min(n, from + Run);
            (TVector a, TVector s) = (TSimd.Zero, TSimd.Zero);
            int i = from;
            for (; i <= to - TSimd.Count; i += TSimd.Count)
            {
                TVector d = TSimd.Subtract(TSimd.Load(x + i), c);
                a = TSimd.Add(a, TSimd.Abs(d));
                s = TSimd.MultiplyAdd(d, d, s);
            }

            absolute += TSimd.Sum(a);
            squared += TSimd.Sum(s);
            for (; i < to; i++)
            {
                float d = x[i] - center;
                absolute += MathF.Abs(d);
                squared += d * d;
            }
        }

        return (absolute, squared);
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
