using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices.Cpu.Simd;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Devices.Cpu;

/// <summary>The cpu device for one width of vectors.</summary>
internal sealed unsafe partial class CpuDevice<TSimd, TVector>(int threads, SimdLevel level, bool precise) : CpuDevice(threads, level, precise)
    where TSimd : ISimd<TVector>
    where TVector : unmanaged
{
    private void Fill(DeviceBuffer y, double value)
    {
        float* target = Of(y);
        ForRange(y.Length, Grain, (from, to) => Chunks(from, to, (at, n) => new Span<float>(target + at, n).Fill((float)value)));
    }

    private void Unary(Unary o)
    {
        UnaryPass pass = new(this, o);
        o.Op.Use(ref pass);
    }

    private void Binary(Binary o)
    {
        BinaryPass pass = new(this, o);
        o.Op.Use(ref pass);
    }

    private void Copy(DeviceBuffer x, DeviceBuffer y, CopyPlan plan)
    {
        float* source = Of(x) + plan.XOffset;
        float* target = Of(y) + plan.YOffset;
        int rank = plan.Dimensions.Count;
        int row = plan.Dimensions[rank - 1];
        (long xStride, long yStride) = (plan.XStrides[rank - 1], plan.YStrides[rank - 1]);
        long rows = plan.Count / row;
        if (xStride == 1 && yStride == 1 && rows == 1)
        {
            ForRange(row, Grain, (from, to) => CopyRow(source + from, 1, target + from, 1, to - from));
            return;
        }

        ForRange(rows, Math.Max(1, Grain / row), (from, to) =>
        {
            for (long r = from; r < to; r++)
            {
                (long xAt, long yAt) = RowOffsets(plan.Dimensions, plan.XStrides, plan.YStrides, r);
                CopyRow(source + xAt, xStride, target + yAt, yStride, row);
            }
        });
    }

    private void Adam(DeviceBuffer w, DeviceBuffer g, DeviceBuffer m, DeviceBuffer v, in AdamStep step)
    {
        float* weight = Of(w);
        float* gradient = Of(g);
        float* first = Of(m);
        float* second = Of(v);
        AdamStep s = step;
        float rate = (float)(s.LearningRate / (1 - Math.Pow(s.Beta1, s.Step)));
        float scale = (float)(1 / Math.Sqrt(1 - Math.Pow(s.Beta2, s.Step)));
        ForRange(w.Length, Grain, (from, to) =>
        {
            long done = from;
            done = AdamLoop<TSimd, TVector>(weight, gradient, first, second, done, to, s, rate, scale);
            AdamLoop<SimdScalar, float>(weight, gradient, first, second, done, to, s, rate, scale);
        });
    }

    private static long AdamLoop<TS, TV>(
        float* w, float* g, float* m, float* v, long from, long to, in AdamStep step, float rate, float scale)
        where TS : ISimd<TV>
        where TV : unmanaged
    {
        TV beta1 = TS.Create((float)step.Beta1);
        TV rest1 = TS.Create((float)(1 - step.Beta1));
        TV beta2 = TS.Create((float)step.Beta2);
        TV rest2 = TS.Create((float)(1 - step.Beta2));
        TV epsilon = TS.Create((float)step.Epsilon);
        TV rates = TS.Create(-rate);
        TV scales = TS.Create(scale);
        for (; from <= to - TS.Count; from += TS.Count)
        {
            TV gradient = TS.Load(g + from);
            TV first = TS.MultiplyAdd(beta1, TS.Load(m + from), TS.Multiply(rest1, gradient));
            TV second = TS.MultiplyAdd(beta2, TS.Load(v + from), TS.Multiply(rest2, TS.Multiply(gradient, gradient)));
            TS.Store(first, m + from);
            TS.Store(second, v + from);
            TV denominator = TS.MultiplyAdd(TS.Sqrt(second), scales, epsilon);
            TS.Store(TS.MultiplyAdd(rates, TS.Divide(first, denominator), TS.Load(w + from)), w + from);
        }

        return from;
    }

    private readonly struct UnaryPass(CpuDevice<TSimd, TVector> device, Unary o) : IUnaryUser
    {
        public void Use<TFunction>()
            where TFunction : struct, IUnaryFunction
        {
            float* x = Of(o.X);
            float* y = Of(o.Y);
            (float p0, float p1) = ((float)o.P0, (float)o.P1);
            device.ForRange(o.Y.Length, Grain, (from, to) =>
            {
                if (TFunction.HasRuns)
                {
                    Chunks(from, to, (at, n) => TFunction.Run(new ReadOnlySpan<float>(x + at, n), new Span<float>(y + at, n)));
                    return;
                }

                long done = UnaryLoop<TFunction, TSimd, TVector>(x, y, from, to, p0, p1);
                UnaryLoop<TFunction, SimdScalar, float>(x, y, done, to, p0, p1);
            });
        }
    }

    private readonly struct BinaryPass(CpuDevice<TSimd, TVector> device, Binary o) : IBinaryUser
    {
        public void Use<TFunction>()
            where TFunction : struct, IBinaryFunction
        {
            float* a = Of(o.A);
            float* b = Of(o.B);
            float* y = Of(o.Y);
            float p = (float)o.Parameter;
            BroadcastPlan plan = o.Plan;
            if (plan.IsElementwise)
            {
                device.ForRange(o.Y.Length, Grain, (from, to) => BinaryRow<TFunction>(a + from, b + from, y + from, to - from, 1, 1, p));
                return;
            }

            // All dimensions but the last make rows; a row has constant strides.
            int rank = plan.Dimensions.Count;
            int row = plan.Dimensions[rank - 1];
            (long aStride, long bStride) = (plan.AStrides[rank - 1], plan.BStrides[rank - 1]);
            device.ForRange(o.Y.Length / row, Math.Max(1, Grain / row), (from, to) =>
            {
                for (long r = from; r < to; r++)
                {
                    (long aAt, long bAt) = RowOffsets(plan.Dimensions, plan.AStrides, plan.BStrides, r);
                    BinaryRow<TFunction>(a + aAt, b + bAt, y + (r * row), row, aStride, bStride, p);
                }
            });
        }
    }

    private static long UnaryLoop<TFunction, TS, TV>(float* x, float* y, long i, long n, float p0, float p1)
        where TFunction : struct, IUnaryFunction
        where TS : ISimd<TV>
        where TV : unmanaged
    {
        (TV a, TV b) = (TS.Create(p0), TS.Create(p1));
        for (; i <= n - TS.Count; i += TS.Count)
        {
            TS.Store(TFunction.Invoke<TS, TV>(TS.Load(x + i), a, b), y + i);
        }

        return i;
    }

    private static void BinaryRow<TFunction>(float* a, float* b, float* y, long n, long aStride, long bStride, float p)
        where TFunction : struct, IBinaryFunction
    {
        long done = 0;
        if (aStride <= 1 && bStride <= 1)
        {
            done = BinaryLoop<TFunction, TSimd, TVector>(a, b, y, 0, n, aStride, bStride, p);
        }

        BinaryLoop<TFunction, SimdScalar, float>(a, b, y, done, n, aStride, bStride, p);
    }

    private static long BinaryLoop<TFunction, TS, TV>(
        float* a, float* b, float* y, long i, long n, long aStride, long bStride, float p)
        where TFunction : struct, IBinaryFunction
        where TS : ISimd<TV>
        where TV : unmanaged
    {
        TV parameter = TS.Create(p);
        if (aStride == 1 && bStride == 1)
        {
            for (; i <= n - TS.Count; i += TS.Count)
            {
                TS.Store(TFunction.Invoke<TS, TV>(TS.Load(a + i), TS.Load(b + i), parameter), y + i);
            }

            return i;
        }

        // A stride of 0 repeats one element over the whole vector; other strides come here one float at a time.
        for (; i <= n - TS.Count; i += TS.Count)
        {
            TV va = aStride == 0 ? TS.Create(*a) : TS.Load(a + (i * aStride));
            TV vb = bStride == 0 ? TS.Create(*b) : TS.Load(b + (i * bStride));
            TS.Store(TFunction.Invoke<TS, TV>(va, vb, parameter), y + i);
        }

        return i;
    }

    private static void CopyRow(float* x, long xStride, float* y, long yStride, long n)
    {
        if (xStride == 1 && yStride == 1)
        {
            Buffer.MemoryCopy(x, y, n * sizeof(float), n * sizeof(float));
            return;
        }

        for (long i = 0; i < n; i++)
        {
            y[i * yStride] = x[i * xStride];
        }
    }

    /// <summary>Where row <paramref name="row"/> begins in two operands; the last dimension is the row itself.</summary>
    private static (long First, long Second) RowOffsets(
        IReadOnlyList<int> dimensions, IReadOnlyList<long> firstStrides, IReadOnlyList<long> secondStrides, long row)
    {
        (long first, long second) = (0, 0);
        for (int i = dimensions.Count - 2; i >= 0; i--)
        {
            (row, long at) = Math.DivRem(row, dimensions[i]);
            first += at * firstStrides[i];
            second += at * secondStrides[i];
        }

        return (first, second);
    }

    /// <summary>Spans end at 2³¹ elements; tensors do not.</summary>
    private static void Chunks(long from, long to, Action<long, int> work)
    {
        const int Largest = 1 << 30;
        for (long at = from; at < to; at += Largest)
        {
            work(at, (int)Math.Min(Largest, to - at));
        }
    }
}
