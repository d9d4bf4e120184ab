using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Devices.Reference;

/// <summary>
/// The primitives as their definitions, in double precision and plain loops: what other devices are checked against,
/// what finite differences are taken on, and the place to read what a primitive means. Slow.
/// </summary>
public sealed partial class ReferenceDevice : Device
{
    /// <summary>Its name in the <see cref="DeviceCatalog"/>.</summary>
    public const string DeviceName = "reference";

    private readonly Precision _precision;

    /// <summary>Creates the device.</summary>
    /// <param name="precision">
    /// Operands of products (of convolutions in one group) are rounded as tensor cores take them; all else stays in double
    /// precision. That is what kernels for tensor cores are checked against.
    /// </param>
    public ReferenceDevice(Precision precision = Precision.Float32)
        : base(DeviceName)
    {
        _precision = precision;
    }

    /// <inheritdoc/>
    public override string Description => "plain loops in double precision, for checking";

    /// <inheritdoc/>
    protected internal override void Write(ReadOnlySpan<float> values, DeviceBuffer y)
    {
        double[] target = Of(y);
        for (int i = 0; i < values.Length; i++)
        {
            target[i] = values[i];
        }
    }

    /// <inheritdoc/>
    protected internal override void Read(DeviceBuffer x, Span<float> values)
    {
        double[] source = Of(x);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)source[i];
        }
    }

    /// <inheritdoc/>
    protected internal override void Wait()
    {
    }

    private static void Fill(DeviceBuffer y, double value) => Array.Fill(Of(y), value, 0, (int)y.Length);

    private static void Unary(Unary o)
    {
        UnaryPass pass = new(o);
        o.Op.Use(ref pass);
    }

    private static void Binary(Binary o)
    {
        BinaryPass pass = new(o);
        o.Op.Use(ref pass);
    }

    private static void Copy(DeviceBuffer x, DeviceBuffer y, CopyPlan plan)
    {
        double[] source = Of(x);
        double[] target = Of(y);
        int[] at = new int[plan.Dimensions.Count];
        long count = plan.Count;
        for (long i = 0; i < count; i++)
        {
            target[plan.YOffset + Dot(at, plan.YStrides)] = source[plan.XOffset + Dot(at, plan.XStrides)];
            Advance(at, plan.Dimensions);
        }
    }

    private static void Sum(DeviceBuffer x, DeviceBuffer y, long outer, long count, long inner)
    {
        double[] a = Of(x);
        double[] r = Of(y);
        for (long o = 0; o < outer; o++)
        {
            for (long i = 0; i < inner; i++)
            {
                double sum = 0;
                for (long c = 0; c < count; c++)
                {
                    sum += a[(((o * count) + c) * inner) + i];
                }

                r[(o * inner) + i] = sum;
            }
        }
    }

    private void MatMul(DeviceBuffer a, DeviceBuffer b, DeviceBuffer c, in MatMulShape shape)
    {
        double[] va = Operand(a);
        double[] vb = Operand(b);
        double[] r = Of(c);
        (int m, int n, int k) = (shape.M, shape.N, shape.K);
        for (int batch = 0; batch < shape.Batch; batch++)
        {
            long oa = batch * shape.BatchStrideA;
            long ob = batch * shape.BatchStrideB;
            for (int i = 0; i < m; i++)
            {
                for (int j = 0; j < n; j++)
                {
                    double sum = 0;
                    for (int q = 0; q < k; q++)
                    {
                        sum += va[oa + (shape.TransposeA ? ((long)q * m) + i : ((long)i * k) + q)]
                            * vb[ob + (shape.TransposeB ? ((long)j * k) + q : ((long)q * n) + j)];
                    }

                    r[((((long)batch * m) + i) * n) + j] = sum;
                }
            }
        }
    }

    private static void Adam(DeviceBuffer w, DeviceBuffer g, DeviceBuffer m, DeviceBuffer v, in AdamStep step)
    {
        (double[] weight, double[] gradient, double[] first, double[] second) = (Of(w), Of(g), Of(m), Of(v));
        double correction1 = 1 - Math.Pow(step.Beta1, step.Step);
        double correction2 = 1 - Math.Pow(step.Beta2, step.Step);
        for (int i = 0; i < w.Length; i++)
        {
            first[i] = (step.Beta1 * first[i]) + ((1 - step.Beta1) * gradient[i]);
            second[i] = (step.Beta2 * second[i]) + ((1 - step.Beta2) * gradient[i] * gradient[i]);
            weight[i] -= step.LearningRate * (first[i] / correction1)
                / (Math.Sqrt(second[i] / correction2) + step.Epsilon);
        }
    }

    /// <inheritdoc/>
    protected internal override DeviceMemory CreateMemory(long capacity) => new ReferenceMemory(capacity);

    /// <summary>The values of a buffer of this device, in double precision; at least <see cref="DeviceBuffer.Length"/> of them.</summary>
    public static double[] Values(DeviceBuffer buffer)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        return Of(buffer);
    }

    private static double[] Of(DeviceBuffer buffer) => ((ReferenceMemory)buffer.Memory).Values;

    private double[] Operand(DeviceBuffer buffer, int groups = 1) =>
        _precision == Precision.Float32 || groups > 1 ? Of(buffer) : Array.ConvertAll(Of(buffer), Round);

    /// <summary>f16: to nearest, ties to even. tf32: ten bits of fraction, to nearest, ties away from zero (<c>cvt.rna</c>).</summary>
    private double Round(double value) => _precision == Precision.Half
        ? (double)(Half)value
        : BitConverter.UInt32BitsToSingle((BitConverter.SingleToUInt32Bits((float)value) + 0x1000) & 0xFFFFE000);

    private static long Dot(int[] at, IReadOnlyList<long> strides)
    {
        long offset = 0;
        for (int i = 0; i < at.Length; i++)
        {
            offset += at[i] * strides[i];
        }

        return offset;
    }

    private static void Advance(int[] at, IReadOnlyList<int> dimensions)
    {
        for (int i = at.Length - 1; i >= 0; i--)
        {
            if (++at[i] < dimensions[i])
            {
                return;
            }

            at[i] = 0;
        }
    }

    private readonly struct UnaryPass(Unary o) : IUnaryUser
    {
        public void Use<TFunction>()
            where TFunction : struct, IUnaryFunction
        {
            (double[] x, double[] y) = (Of(o.X), Of(o.Y));
            for (int i = 0; i < o.Y.Length; i++)
            {
                y[i] = TFunction.Define(x[i], o.P0, o.P1);
            }
        }
    }

    private readonly struct BinaryPass(Binary o) : IBinaryUser
    {
        public void Use<TFunction>()
            where TFunction : struct, IBinaryFunction
        {
            (double[] a, double[] b, double[] y) = (Of(o.A), Of(o.B), Of(o.Y));
            int[] at = new int[o.Plan.Dimensions.Count];
            for (int i = 0; i < o.Y.Length; i++)
            {
                y[i] = TFunction.Define(a[Dot(at, o.Plan.AStrides)], b[Dot(at, o.Plan.BStrides)], o.Parameter);
                Advance(at, o.Plan.Dimensions);
            }
        }
    }
}
