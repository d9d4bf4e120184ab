using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Devices.Cpu;

internal sealed unsafe partial class CpuDevice<TSimd, TVector>
{
    /// <summary>Floats are added in runs of this length before they go into a double, which bounds the rounding error.</summary>
    private const int Segment = 4096;

    private void Sum(DeviceBuffer x, DeviceBuffer y, long outer, long count, long inner)
    {
        float* source = Of(x);
        float* target = Of(y);
        if (inner == 1)
        {
            SumRows(source, target, outer, count);
            return;
        }

        // Columns: rows of length inner are added up, in stretches of a row that stay in the cache.
        const int Stretch = 1024;
        long stretches = (inner + Stretch - 1) / Stretch;
        ForRange(outer * stretches, Math.Max(1, Grain / (Math.Min(inner, Stretch) * count)), (from, to) =>
        {
            double* sums = stackalloc double[Stretch];
            for (long piece = from; piece < to; piece++)
            {
                (long o, long stretch) = Math.DivRem(piece, stretches);
                long first = stretch * Stretch;
                int n = (int)Math.Min(Stretch, inner - first);
                new Span<double>(sums, n).Clear();
                float* row = source + (o * count * inner) + first;
                for (long c = 0; c < count; c++, row += inner)
                {
                    for (int i = 0; i < n; i++)
                    {
                        sums[i] += row[i];
                    }
                }

                for (int i = 0; i < n; i++)
                {
                    target[(o * inner) + first + i] = (float)sums[i];
                }
            }
        });
    }

    private void SumRows(float* x, float* y, long rows, long count)
    {
        const int Piece = 64 * 1024;
        long pieces = (count + Piece - 1) / Piece;
        if (pieces == 1)
        {
            ForRange(rows, Math.Max(1, Grain / count), (from, to) =>
            {
                for (long r = from; r < to; r++)
                {
                    y[r] = (float)SumOf(x + (r * count), count);
                }
            });
            return;
        }

        double[] partial = new double[rows * pieces];
        Pool.Run(partial.Length, i =>
        {
            (long r, long piece) = Math.DivRem(i, pieces);
            partial[i] = SumOf(x + (r * count) + (piece * Piece), Math.Min(Piece, count - (piece * Piece)));
        });
        for (long r = 0; r < rows; r++)
        {
            double sum = 0;
            for (long piece = 0; piece < pieces; piece++)
            {
                sum += partial[(r * pieces) + piece];
            }

            y[r] = (float)sum;
        }
    }

    private static double SumOf(float* x, long n)
    {
        double sum = 0;
        for (long from = 0; from < n; from += Segment)
        {
            long to = Math.Min(n, from + Segment);
            TVector a = TSimd.Zero;
            TVector b = TSimd.Zero;
            long i = from;
            for (; i <= to - (2 * TSimd.Count); i += 2 * TSimd.Count)
            {
                a = TSimd.Add(a, TSimd.Load(x + i));
                b = TSimd.Add(b, TSimd.Load(x + i + TSimd.Count));
            }

            double rest = 0;
            for (; i < to; i++)
            {
                rest += x[i];
            }

            sum += TSimd.Sum(TSimd.Add(a, b)) + rest;
        }

        return sum;
    }
}
