using System.Numerics.Tensors;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices.Cpu.Elementwise;
using ILComicGAN.Engine.Devices.Cpu.Simd;
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

    private void Unary(UnaryOp op, DeviceBuffer x, DeviceBuffer y, double p0, double p1)
    {
        float* source = Of(x);
        float* target = Of(y);
        (float a, float b) = ((float)p0, (float)p1);
        ForRange(y.Length, Grain, (from, to) => Unary(op, source + from, target + from, to - from, a, b));
    }

    private void Binary(
        BinaryOp op, DeviceBuffer a, DeviceBuffer b, DeviceBuffer y, BroadcastPlan plan, double parameter)
    {
        float* va = Of(a);
        float* vb = Of(b);
        float* target = Of(y);
        float p = (float)parameter;
        if (plan.IsElementwise)
        {
            ForRange(y.Length, Grain, (from, to) => Binary(op, va + from, vb + from, target + from, to - from, 1, 1, p));
            return;
        }

        // All dimensions but the last make rows; a row has constant strides.
        int rank = plan.Dimensions.Count;
        int row = plan.Dimensions[rank - 1];
        (long aStride, long bStride) = (plan.AStrides[rank - 1], plan.BStrides[rank - 1]);
        long rows = y.Length / row;
        ForRange(rows, Math.Max(1, Grain / row), (from, to) =>
        {
            for (long r = from; r < to; r++)
            {
                (long aAt, long bAt) = RowOffsets(plan.Dimensions, plan.AStrides, plan.BStrides, r);
                Binary(op, va + aAt, vb + bAt, target + (r * row), row, aStride, bStride, p);
            }
        });
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

    private static void Unary(UnaryOp op, float* x, float* y, long n, float p0, float p1)
    {
        switch (op)
        {
            case UnaryOp.Affine: Unary<UnaryOperators.Affine>(x, y, n, p0, p1); break;
            case UnaryOp.Abs: Unary<UnaryOperators.Abs>(x, y, n, p0, p1); break;
            case UnaryOp.Sign: Unary<UnaryOperators.Sign>(x, y, n, p0, p1); break;
            case UnaryOp.Sqrt: Unary<UnaryOperators.Sqrt>(x, y, n, p0, p1); break;
            case UnaryOp.Reciprocal: Unary<UnaryOperators.Reciprocal>(x, y, n, p0, p1); break;
            case UnaryOp.LeakyRelu: Unary<UnaryOperators.LeakyRelu>(x, y, n, p0, p1); break;
            case UnaryOp.Clamp: Unary<UnaryOperators.Clamp>(x, y, n, p0, p1); break;
            case UnaryOp.InRange: Unary<UnaryOperators.InRange>(x, y, n, p0, p1); break;
            case UnaryOp.Exp: Chunks(0, n, (at, count) => TensorPrimitives.Exp(new ReadOnlySpan<float>(x + at, count), new Span<float>(y + at, count))); break;
            case UnaryOp.Log: Chunks(0, n, (at, count) => TensorPrimitives.Log(new ReadOnlySpan<float>(x + at, count), new Span<float>(y + at, count))); break;
            case UnaryOp.Tanh: Chunks(0, n, (at, count) => TensorPrimitives.Tanh(new ReadOnlySpan<float>(x + at, count), new Span<float>(y + at, count))); break;
            default: throw new ArgumentOutOfRangeException(nameof(op), op, null);
        }
    }

    private static void Unary<TOperator>(float* x, float* y, long n, float p0, float p1)
        where TOperator : IUnaryOperator
    {
        long done = UnaryLoop<TOperator, TSimd, TVector>(x, y, 0, n, p0, p1);
        UnaryLoop<TOperator, SimdScalar, float>(x, y, done, n, p0, p1);
    }

    private static long UnaryLoop<TOperator, TS, TV>(float* x, float* y, long i, long n, float p0, float p1)
        where TOperator : IUnaryOperator
        where TS : ISimd<TV>
        where TV : unmanaged
    {
        (TV a, TV b) = (TS.Create(p0), TS.Create(p1));
        for (; i <= n - TS.Count; i += TS.Count)
        {
            TS.Store(TOperator.Invoke<TS, TV>(TS.Load(x + i), a, b), y + i);
        }

        return i;
    }

    private static void Binary(
        BinaryOp op, float* a, float* b, float* y, long n, long aStride, long bStride, float p)
    {
        switch (op)
        {
            case BinaryOp.Add: Binary<BinaryOperators.Add>(a, b, y, n, aStride, bStride, p); break;
            case BinaryOp.Subtract: Binary<BinaryOperators.Subtract>(a, b, y, n, aStride, bStride, p); break;
            case BinaryOp.Multiply: Binary<BinaryOperators.Multiply>(a, b, y, n, aStride, bStride, p); break;
            case BinaryOp.Divide: Binary<BinaryOperators.Divide>(a, b, y, n, aStride, bStride, p); break;
            case BinaryOp.LeakyReluGate: Binary<BinaryOperators.LeakyReluGate>(a, b, y, n, aStride, bStride, p); break;
            case BinaryOp.GreaterOrEqual: Binary<BinaryOperators.GreaterOrEqual>(a, b, y, n, aStride, bStride, p); break;
            default: throw new ArgumentOutOfRangeException(nameof(op), op, null);
        }
    }

    private static void Binary<TOperator>(float* a, float* b, float* y, long n, long aStride, long bStride, float p)
        where TOperator : IBinaryOperator
    {
        long done = 0;
        if (aStride <= 1 && bStride <= 1)
        {
            done = BinaryLoop<TOperator, TSimd, TVector>(a, b, y, 0, n, aStride, bStride, p);
        }

        BinaryLoop<TOperator, SimdScalar, float>(a, b, y, done, n, aStride, bStride, p);
    }

    private static long BinaryLoop<TOperator, TS, TV>(
        float* a, float* b, float* y, long i, long n, long aStride, long bStride, float p)
        where TOperator : IBinaryOperator
        where TS : ISimd<TV>
        where TV : unmanaged
    {
        TV parameter = TS.Create(p);
        if (aStride == 1 && bStride == 1)
        {
            for (; i <= n - TS.Count; i += TS.Count)
            {
                TS.Store(TOperator.Invoke<TS, TV>(TS.Load(a + i), TS.Load(b + i), parameter), y + i);
            }

            return i;
        }

        // A stride of 0 repeats one element over the whole vector; other strides come here one float at a time.
        for (; i <= n - TS.Count; i += TS.Count)
        {
            TV va = aStride == 0 ? TS.Create(*a) : TS.Load(a + (i * aStride));
            TV vb = bStride == 0 ? TS.Create(*b) : TS.Load(b + (i * bStride));
            TS.Store(TOperator.Invoke<TS, TV>(va, vb, parameter), y + i);
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
