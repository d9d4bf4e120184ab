using System.Runtime.CompilerServices;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices.Cpu.Normalization;
using ILComicGAN.Engine.Devices.Cpu.Simd;
using ILComicGAN.Engine.Elementwise;

namespace ILComicGAN.Engine.Devices.Cpu;

internal sealed unsafe partial class CpuDevice<TSimd, TVector>
{
    private void NormalizationStatistics(NormalizationStatistics o) => WriteStatistics(Of(o.X), null, o.Output, o.Shape);

    /// <summary>Statistics of x, whose moments a convolution may have gathered.</summary>
    private void WriteStatistics(
        float* input, OutputMoments<TSimd, TVector>? gathered, StatisticsOutput target, NormalizationShape s)
    {
        float* means = Of(target.Mean);
        float* rstds = Of(target.Rstd);
        float* choices = Of(target.Choice);
        NormalizationKind kind = target.Kind;
        int rows = s.Batch * s.Channels;
        double[] rowMeans = new double[rows];
        double[] squared = new double[rows];
        bool known = gathered is { IsGathered: true };
        ForRows(s, row =>
        {
            Moments moments = known
                ? gathered!.Of(row)
                : RowSums<TSimd, TVector>.Moments(input + ((long)row * s.Spatial), s.Spatial);
            (rowMeans[row], squared[row]) = (moments.Mean, moments.Squared);
        });

        double[] layerMeans = new double[s.Batch];
        double[] layerVariances = new double[s.Batch];
        for (int n = 0; n < s.Batch; n++)
        {
            // σ_L² = mean_c σ_c² + var_c μ_c.
            ReadOnlySpan<double> m = rowMeans.AsSpan(n * s.Channels, s.Channels);
            foreach (double value in m)
            {
                layerMeans[n] += value / s.Channels;
            }

            for (int c = 0; c < s.Channels; c++)
            {
                double off = m[c] - layerMeans[n];
                layerVariances[n] += ((squared[(n * s.Channels) + c] / s.Spatial) + (off * off)) / s.Channels;
            }
        }

        bool[] perInstance = new bool[s.Batch];
        Array.Fill(perInstance, kind == NormalizationKind.Instance);
        if (kind == NormalizationKind.Selected)
        {
            double[] fromInstance = new double[rows];
            double[] fromLayer = new double[rows];
            ForRows(s, row => (fromInstance[row], fromLayer[row]) = RowSums<TSimd, TVector>.Deviations(
                input + ((long)row * s.Spatial), s.Spatial, (float)rowMeans[row], (float)layerMeans[row / s.Channels]));
            for (int n = 0; n < s.Batch; n++)
            {
                (double alphaInstance, double alphaLayer) = (0, 0);
                for (int row = n * s.Channels; row < (n + 1) * s.Channels; row++)
                {
                    alphaInstance += fromInstance[row] / ((squared[row] / s.Spatial) + target.Epsilon);
                    alphaLayer += fromLayer[row] / (layerVariances[n] + target.Epsilon);
                }

                perInstance[n] = alphaInstance >= alphaLayer;
            }
        }

        for (int row = 0; row < rows; row++)
        {
            int n = row / s.Channels;
            choices[n] = perInstance[n] ? 1 : 0;
            means[row] = (float)(perInstance[n] ? rowMeans[row] : layerMeans[n]);
            double variance = perInstance[n] ? squared[row] / s.Spatial : layerVariances[n];
            rstds[row] = (float)(1 / Math.Sqrt(variance + target.Epsilon));
        }
    }

    private void Normalize(Normalize o)
    {
        NormalizationShape s = o.Shape;
        float* input = Of(o.X);
        float* output = Of(o.Y);
        float* residual = OrNull(o.Residual);
        PendingPlanes planes = Planes(o.Prologue, s.Channels);
        ForRows(s, row =>
        {
            long at = (long)row * s.Spatial;
            float* added = residual is null ? null : residual + at;
            planes[row].Run<TSimd, TVector>(input + at, added, output + at, s.Spatial);
        });
    }

    private static PendingPlanes Planes(in NormalizationPrologue p, int channels) =>
        new(Of(p.Mean), Of(p.Rstd), OrNull(p.Gamma), OrNull(p.Beta), (float)p.Activation.Slope, channels);

    private void NormalizationBackward(NormalizationBackward o)
    {
        NormalizationShape s = o.Shape;
        float* gradient = Of(o.G);
        float* input = Of(o.X);
        float* result = Of(o.Gx);
        float* means = Of(o.Mean);
        float* rstds = Of(o.Rstd);
        float* choices = Of(o.Choice);
        float* gammas = OrNull(o.Gamma);
        float* betas = OrNull(o.Beta);
        float slope = (float)o.Activation.Slope;
        int rows = s.Batch * s.Channels;
        double[] sumH = new double[rows];
        double[] sumHX = new double[rows];
        ForRows(s, row =>
        {
            int c = row % s.Channels;
            (sumH[row], sumHX[row]) = RowSums<TSimd, TVector>.Gated(
                gradient + ((long)row * s.Spatial),
                input + ((long)row * s.Spatial),
                s.Spatial,
                means[row],
                rstds[row],
                gammas is null ? 1 : gammas[c],
                betas is null ? 0 : betas[c],
                slope);
        });

        WriteAffineGradients(sumH, sumHX, s, OrNull(o.GGamma), OrNull(o.GBeta));
        // The means of u = γ·h and u·x̂ over what was normalized together.
        for (int row = 0; row < rows; row++)
        {
            float scale = gammas is null ? 1 : gammas[row % s.Channels];
            sumH[row] *= scale;
            sumHX[row] *= scale;
        }

        double[] meanU = GroupMeans(sumH, choices, s);
        double[] meanUX = GroupMeans(sumHX, choices, s);
        ForRows(s, row =>
        {
            int c = row % s.Channels;
            long at = (long)row * s.Spatial;
            BackwardRow row1 = new(
                means[row],
                rstds[row],
                gammas is null ? 1 : gammas[c],
                betas is null ? 0 : betas[c],
                slope,
                (float)meanU[row],
                (float)meanUX[row]);
            int done = BackwardLoop<TSimd, TVector>(gradient + at, input + at, result + at, 0, s.Spatial, row1);
            BackwardLoop<SimdScalar, float>(gradient + at, input + at, result + at, done, s.Spatial, row1);
        });
    }

    private void NormalizationDoubleBackward(NormalizationDoubleBackward o)
    {
        NormalizationShape s = o.Shape;
        float* vs = Of(o.V);
        float* gs = Of(o.G);
        float* input = Of(o.X);
        float* result = Of(o.Gx);
        float* means = Of(o.Mean);
        float* rstds = Of(o.Rstd);
        float* choices = Of(o.Choice);
        int rows = s.Batch * s.Channels;
        double[] sumG = new double[rows];
        double[] sumGX = new double[rows];
        double[] sumV = new double[rows];
        double[] sumVX = new double[rows];
        double[] sumGV = new double[rows];
        ForRows(s, row =>
        {
            long at = (long)row * s.Spatial;
            (sumG[row], sumGX[row]) = RowSums<TSimd, TVector>.Gated(
                gs + at, input + at, s.Spatial, means[row], rstds[row], 1, 0, 1);
            (sumV[row], sumVX[row]) = RowSums<TSimd, TVector>.Gated(
                vs + at, input + at, s.Spatial, means[row], rstds[row], 1, 0, 1);
            sumGV[row] = RowSums<TSimd, TVector>.Dot(gs + at, vs + at, s.Spatial);
        });

        double[] meanG = GroupMeans(sumG, choices, s);
        double[] a = GroupMeans(sumGX, choices, s);
        double[] meanV = GroupMeans(sumV, choices, s);
        double[] b = GroupMeans(sumVX, choices, s);
        double[] c = GroupMeans(sumGV, choices, s);
        ForRows(s, row =>
        {
            // Everything is a combination of v, g, x̂ and 1: −rstd²·(x̂·(c − ḡ·v̄ − 3ab) + a·(v − v̄) + b·(g − ḡ)).
            long at = (long)row * s.Spatial;
            double r2 = (double)rstds[row] * rstds[row];
            float ofX = (float)(-r2 * (c[row] - (meanG[row] * meanV[row]) - (3 * a[row] * b[row])));
            float ofV = (float)(-r2 * a[row]);
            float ofG = (float)(-r2 * b[row]);
            float offset = (float)(r2 * ((a[row] * meanV[row]) + (b[row] * meanG[row])));
            int done = CombineLoop<TSimd, TVector>(
                vs + at, gs + at, input + at, result + at, 0, s.Spatial, means[row], rstds[row], ofX, ofV, ofG, offset);
            CombineLoop<SimdScalar, float>(
                vs + at, gs + at, input + at, result + at, done, s.Spatial, means[row], rstds[row], ofX, ofV, ofG, offset);
        });
    }

    private readonly record struct BackwardRow(
        float Mean, float Rstd, float Gamma, float Beta, float Slope, float MeanU, float MeanUX);

    private void ForRows(in NormalizationShape s, Action<int> work)
    {
        ForRange((long)s.Batch * s.Channels, Math.Max(1, Grain / s.Spatial), (from, to) =>
        {
            for (long row = from; row < to; row++)
            {
                work((int)row);
            }
        });
    }

    /// <summary>Per row, the mean over the row where the instance was chosen and over all rows of the sample otherwise.</summary>
    private static double[] GroupMeans(double[] sums, float* choices, in NormalizationShape s)
    {
        double[] means = new double[sums.Length];
        for (int n = 0; n < s.Batch; n++)
        {
            int first = n * s.Channels;
            double total = 0;
            for (int row = first; row < first + s.Channels; row++)
            {
                total += sums[row];
                means[row] = sums[row] / s.Spatial;
            }

            if (choices[n] == 0)
            {
                means.AsSpan(first, s.Channels).Fill(total / ((double)s.Channels * s.Spatial));
            }
        }

        return means;
    }

    private static void WriteAffineGradients(
        double[] sumH, double[] sumHX, in NormalizationShape s, float* ggamma, float* gbeta)
    {
        if (ggamma is null)
        {
            return;
        }

        for (int c = 0; c < s.Channels; c++)
        {
            (double ofGamma, double ofBeta) = (0, 0);
            for (int n = 0; n < s.Batch; n++)
            {
                ofGamma += sumHX[(n * s.Channels) + c];
                ofBeta += sumH[(n * s.Channels) + c];
            }

            ggamma[c] = (float)ofGamma;
            gbeta[c] = (float)ofBeta;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int BackwardLoop<TS, TV>(float* g, float* x, float* gx, int i, int n, in BackwardRow row)
        where TS : ISimd<TV>
        where TV : unmanaged
    {
        (TV mean, TV rstd, TV gamma, TV beta, TV slope) = (
            TS.Create(row.Mean), TS.Create(row.Rstd), TS.Create(row.Gamma), TS.Create(row.Beta), TS.Create(row.Slope));
        (TV meanU, TV meanUX) = (TS.Create(row.MeanU), TS.Create(row.MeanUX));
        for (; i <= n - TS.Count; i += TS.Count)
        {
            TV normalized = TS.Multiply(TS.Subtract(TS.Load(x + i), mean), rstd);
            TV v = TS.Load(g + i);
            TV h = TS.WhereGreater(TS.MultiplyAdd(gamma, normalized, beta), TS.Zero, v, TS.Multiply(slope, v));
            TV centered = TS.Subtract(TS.Subtract(TS.Multiply(gamma, h), meanU), TS.Multiply(normalized, meanUX));
            TS.Store(TS.Multiply(rstd, centered), gx + i);
        }

        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int CombineLoop<TS, TV>(
        float* v, float* g, float* x, float* result, int i, int n, float mean, float rstd, float ofX, float ofV, float ofG, float offset)
        where TS : ISimd<TV>
        where TV : unmanaged
    {
        (TV m, TV r, TV fx, TV fv, TV fg, TV o) = (
            TS.Create(mean), TS.Create(rstd), TS.Create(ofX), TS.Create(ofV), TS.Create(ofG), TS.Create(offset));
        for (; i <= n - TS.Count; i += TS.Count)
        {
            TV normalized = TS.Multiply(TS.Subtract(TS.Load(x + i), m), r);
            TV sum = TS.MultiplyAdd(normalized, fx, o);
            sum = TS.MultiplyAdd(TS.Load(v + i), fv, sum);
            TS.Store(TS.MultiplyAdd(TS.Load(g + i), fg, sum), result + i);
        }

        return i;
    }
}
