using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Devices.Ilgpu;
using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Profiling;

/// <summary>
/// Any device, with every operation and every kernel it launches written to a trace. Operations are timed on the host;
/// on a GPU, where they return before they are done, kernels are timed by the device's own clock.
/// </summary>
public sealed class ProfiledDevice : Device
{
    private readonly Device _inner;
    private readonly TraceWriter _trace;
    private readonly KernelLog? _kernels;
    private readonly bool _leaveOpen;

    /// <summary>Profiles <paramref name="inner"/>, which is freed with this unless it is to be left open.</summary>
    /// <param name="inner">What computes.</param>
    /// <param name="trace">Where the events go; finished when this is disposed.</param>
    /// <param name="leaveOpen">Whether <paramref name="inner"/> is used on, without a profile, when this is disposed.</param>
    public ProfiledDevice(Device inner, TraceWriter trace, bool leaveOpen = false)
        : base(inner.Name)
    {
        (_inner, _trace, _leaveOpen) = (inner, trace, leaveOpen);
        if (inner is IlgpuDevice gpu)
        {
            _kernels = gpu.Log = new KernelLog(gpu, trace);
        }
    }

    /// <inheritdoc/>
    public override string Description => _inner.Description;

    /// <inheritdoc/>
    public override void Upload(ReadOnlySpan<float> values, DeviceBuffer y)
    {
        double start = _trace.Now;
        _inner.Upload(values, y);
        _trace.Operation("Upload", $"{values.Length}", start, 0, sizeof(float) * (double)values.Length);
    }

    /// <inheritdoc/>
    public override void Download(DeviceBuffer x, Span<float> values)
    {
        double start = _trace.Now;
        _inner.Download(x, values);
        _trace.Operation("Download", $"{values.Length}", start, 0, sizeof(float) * (double)values.Length);
    }

    /// <inheritdoc/>
    public override void Synchronize() => _inner.Synchronize();

    /// <inheritdoc/>
    public override TimeSpan Time(Action work) => _inner.Time(work);

    /// <inheritdoc/>
    public override void Fill(DeviceBuffer y, double value)
    {
        Record(
            "Fill",
            $"{y.Length}",
            y.Length,
            Bytes(y),
            () => _inner.Fill(y, value));
    }

    /// <inheritdoc/>
    public override void Unary(UnaryOp op, DeviceBuffer x, DeviceBuffer y, double p0, double p1)
    {
        Record(
            op.ToString(),
            $"{y.Length}",
            y.Length,
            Bytes(x, y),
            () => _inner.Unary(op, x, y, p0, p1));
    }

    /// <inheritdoc/>
    public override void Binary(
        BinaryOp op,
        DeviceBuffer a,
        DeviceBuffer b,
        DeviceBuffer y,
        BroadcastPlan plan,
        double parameter)
    {
        Record(
            op.ToString(),
            Describe(plan),
            y.Length,
            Bytes(a, b, y),
            () => _inner.Binary(op, a, b, y, plan, parameter));
    }

    /// <inheritdoc/>
    public override void Copy(DeviceBuffer x, DeviceBuffer y, CopyPlan plan)
    {
        Record(
            "Copy",
            Describe(plan),
            y.Length,
            Bytes(x, y),
            () => _inner.Copy(x, y, plan));
    }

    /// <inheritdoc/>
    public override void Sum(DeviceBuffer x, DeviceBuffer y, long outer, long count, long inner)
    {
        Record(
            "Sum",
            $"{outer}×{count}×{inner}",
            x.Length,
            Bytes(x, y),
            () => _inner.Sum(x, y, outer, count, inner));
    }

    /// <inheritdoc/>
    public override void MatMul(DeviceBuffer a, DeviceBuffer b, DeviceBuffer c, in MatMulShape shape)
    {
        MatMulShape sizes = shape;
        Record(
            "MatMul",
            sizes.ToString(),
            2.0 * sizes.Batch * sizes.M * sizes.N * sizes.K,
            Bytes(a, b, c),
            () => _inner.MatMul(a, b, c, sizes));
    }

    /// <inheritdoc/>
    public override void Conv2d(
        DeviceBuffer x, DeviceBuffer w, DeviceBuffer? bias, DeviceBuffer y, in Conv2dShape shape, double slope = 1)
    {
        Conv2dShape sizes = shape;
        Record(
            "Conv2d",
            sizes.ToString(),
            sizes.FloatingPointOperations,
            Bytes(x, w, bias, y),
            () => _inner.Conv2d(x, w, bias, y, sizes, slope));
    }

    /// <inheritdoc/>
    public override void Conv2d(
        DeviceBuffer x,
        DeviceBuffer w,
        DeviceBuffer? bias,
        DeviceBuffer y,
        in PictureEdge edge,
        in Conv2dShape shape,
        double slope = 1)
    {
        (PictureEdge seen, Conv2dShape sizes) = (edge, shape);
        Record(
            "Conv2d",
            $"{sizes} of {seen}",
            sizes.FloatingPointOperations,
            Bytes(x, w, bias, y),
            () => _inner.Conv2d(x, w, bias, y, seen, sizes, slope));
    }

    /// <inheritdoc/>
    public override bool FusesNormalization => _inner.FusesNormalization;

    /// <inheritdoc/>
    public override void FusedConv2d(
        DeviceBuffer x,
        DeviceBuffer w,
        DeviceBuffer? bias,
        DeviceBuffer y,
        in PictureEdge? edge,
        in Conv2dShape shape,
        in Conv2dFusion fusion,
        double slope = 1)
    {
        (PictureEdge? seen, Conv2dShape sizes, Conv2dFusion besides) = (edge, shape, fusion);
        Record(
            "Conv2d",
            $"{sizes}{(seen is null ? "" : $" of {seen}")}{(besides.Input is null ? "" : ", normalizing")}"
                + (besides.Statistics is null ? "" : $", with {besides.Statistics.Value.Kind} statistics"),
            sizes.FloatingPointOperations,
            Bytes(x, w, bias, y),
            () => _inner.FusedConv2d(x, w, bias, y, seen, sizes, besides, slope));
    }

    /// <inheritdoc/>
    public override void Conv2dInputGradient(DeviceBuffer gy, DeviceBuffer w, DeviceBuffer gx, in Conv2dShape shape)
    {
        Conv2dShape sizes = shape;
        Record(
            "Conv2dInputGradient",
            sizes.ToString(),
            sizes.FloatingPointOperations,
            Bytes(gy, w, gx),
            () => _inner.Conv2dInputGradient(gy, w, gx, sizes));
    }

    /// <inheritdoc/>
    public override void Conv2dWeightGradient(DeviceBuffer x, DeviceBuffer gy, DeviceBuffer gw, in Conv2dShape shape)
    {
        Conv2dShape sizes = shape;
        Record(
            "Conv2dWeightGradient",
            sizes.ToString(),
            sizes.FloatingPointOperations,
            Bytes(x, gy, gw),
            () => _inner.Conv2dWeightGradient(x, gy, gw, sizes));
    }

    /// <inheritdoc/>
    public override void Conv2dWeightGradient(
        DeviceBuffer x, DeviceBuffer gy, DeviceBuffer gw, in PictureEdge edge, in Conv2dShape shape)
    {
        (PictureEdge seen, Conv2dShape sizes) = (edge, shape);
        Record(
            "Conv2dWeightGradient",
            $"{sizes} of {seen}",
            sizes.FloatingPointOperations,
            Bytes(x, gy, gw),
            () => _inner.Conv2dWeightGradient(x, gy, gw, seen, sizes));
    }

    /// <inheritdoc/>
    public override void MaxPool(DeviceBuffer x, DeviceBuffer y, DeviceBuffer indices, in PoolShape shape)
    {
        PoolShape sizes = shape;
        Record(
            "MaxPool",
            sizes.ToString(),
            indices.Length,
            Bytes(x, y, indices),
            () => _inner.MaxPool(x, y, indices, sizes));
    }

    /// <inheritdoc/>
    public override void MaxPoolGather(DeviceBuffer x, DeviceBuffer indices, DeviceBuffer y, in PoolShape shape)
    {
        PoolShape sizes = shape;
        Record(
            "MaxPoolGather",
            sizes.ToString(),
            y.Length,
            Bytes(x, indices, y),
            () => _inner.MaxPoolGather(x, indices, y, sizes));
    }

    /// <inheritdoc/>
    public override void MaxPoolGradient(DeviceBuffer gy, DeviceBuffer indices, DeviceBuffer gx, in PoolShape shape)
    {
        PoolShape sizes = shape;
        Record(
            "MaxPoolGradient",
            sizes.ToString(),
            gx.Length,
            Bytes(gy, indices, gx),
            () => _inner.MaxPoolGradient(gy, indices, gx, sizes));
    }

    /// <inheritdoc/>
    public override void AveragePool(DeviceBuffer x, DeviceBuffer y, in PoolShape shape)
    {
        PoolShape sizes = shape;
        Record(
            "AveragePool",
            sizes.ToString(),
            y.Length,
            Bytes(x, y),
            () => _inner.AveragePool(x, y, sizes));
    }

    /// <inheritdoc/>
    public override void AveragePoolGradient(DeviceBuffer gy, DeviceBuffer gx, in PoolShape shape)
    {
        PoolShape sizes = shape;
        Record(
            "AveragePoolGradient",
            sizes.ToString(),
            gx.Length,
            Bytes(gy, gx),
            () => _inner.AveragePoolGradient(gy, gx, sizes));
    }

    /// <inheritdoc/>
    public override void Resize(DeviceBuffer x, DeviceBuffer y, in ResizeShape shape)
    {
        ResizeShape sizes = shape;
        Record(
            "Resize",
            sizes.ToString(),
            y.Length,
            Bytes(x, y),
            () => _inner.Resize(x, y, sizes));
    }

    /// <inheritdoc/>
    public override void ResizeGradient(DeviceBuffer gy, DeviceBuffer gx, in ResizeShape shape)
    {
        ResizeShape sizes = shape;
        Record(
            "ResizeGradient",
            sizes.ToString(),
            gx.Length,
            Bytes(gy, gx),
            () => _inner.ResizeGradient(gy, gx, sizes));
    }

    /// <inheritdoc/>
    public override void ReflectPad(DeviceBuffer x, DeviceBuffer y, in ReflectPadShape shape)
    {
        ReflectPadShape sizes = shape;
        Record(
            "ReflectPad",
            sizes.ToString(),
            y.Length,
            Bytes(x, y),
            () => _inner.ReflectPad(x, y, sizes));
    }

    /// <inheritdoc/>
    public override void ReflectPadGradient(DeviceBuffer gy, DeviceBuffer gx, in ReflectPadShape shape)
    {
        ReflectPadShape sizes = shape;
        Record(
            "ReflectPadGradient",
            sizes.ToString(),
            gx.Length,
            Bytes(gy, gx),
            () => _inner.ReflectPadGradient(gy, gx, sizes));
    }

    /// <inheritdoc/>
    public override void NormalizationStatistics(
        DeviceBuffer x,
        DeviceBuffer mean,
        DeviceBuffer rstd,
        DeviceBuffer choice,
        NormalizationKind kind,
        in NormalizationShape shape)
    {
        NormalizationShape sizes = shape;
        Record(
            "NormalizationStatistics",
            sizes.ToString(),
            choice.Length,
            Bytes(x, mean, rstd, choice),
            () => _inner.NormalizationStatistics(x, mean, rstd, choice, kind, sizes));
    }

    /// <inheritdoc/>
    public override void NormalizationApply(
        DeviceBuffer x,
        DeviceBuffer mean,
        DeviceBuffer rstd,
        DeviceBuffer? gamma,
        DeviceBuffer? beta,
        DeviceBuffer y,
        in NormalizationShape shape)
    {
        NormalizationShape sizes = shape;
        Record(
            "NormalizationApply",
            sizes.ToString(),
            y.Length,
            Bytes(x, mean, rstd, gamma, beta, y),
            () => _inner.NormalizationApply(x, mean, rstd, gamma, beta, y, sizes));
    }

    /// <inheritdoc/>
    public override void NormalizationApply(
        DeviceBuffer x,
        DeviceBuffer mean,
        DeviceBuffer rstd,
        DeviceBuffer? gamma,
        DeviceBuffer? beta,
        DeviceBuffer residual,
        DeviceBuffer y,
        in NormalizationShape shape)
    {
        NormalizationShape sizes = shape;
        Record(
            "NormalizationApply",
            $"{sizes} plus residual",
            y.Length,
            Bytes(x, mean, rstd, gamma, beta, residual, y),
            () => _inner.NormalizationApply(x, mean, rstd, gamma, beta, residual, y, sizes));
    }

    /// <inheritdoc/>
    public override void NormalizationBackward(
        DeviceBuffer g,
        DeviceBuffer x,
        DeviceBuffer mean,
        DeviceBuffer rstd,
        DeviceBuffer choice,
        DeviceBuffer? gamma,
        DeviceBuffer? beta,
        DeviceBuffer gx,
        DeviceBuffer? ggamma,
        DeviceBuffer? gbeta,
        in NormalizationShape shape)
    {
        NormalizationShape sizes = shape;
        Record(
            "NormalizationBackward",
            sizes.ToString(),
            gx.Length,
            Bytes(g, x, mean, rstd, choice, gamma, beta, gx, ggamma, gbeta),
            () => _inner.NormalizationBackward(g, x, mean, rstd, choice, gamma, beta, gx, ggamma, gbeta, sizes));
    }

    /// <inheritdoc/>
    public override void NormalizationDoubleBackward(
        DeviceBuffer v,
        DeviceBuffer g,
        DeviceBuffer x,
        DeviceBuffer mean,
        DeviceBuffer rstd,
        DeviceBuffer choice,
        DeviceBuffer gx,
        in NormalizationShape shape)
    {
        NormalizationShape sizes = shape;
        Record(
            "NormalizationDoubleBackward",
            sizes.ToString(),
            gx.Length,
            Bytes(v, g, x, mean, rstd, choice, gx),
            () => _inner.NormalizationDoubleBackward(v, g, x, mean, rstd, choice, gx, sizes));
    }

    /// <inheritdoc/>
    public override void Adam(DeviceBuffer w, DeviceBuffer g, DeviceBuffer m, DeviceBuffer v, in AdamStep step)
    {
        AdamStep sizes = step;
        Record(
            "Adam",
            $"{w.Length}",
            w.Length,
            Bytes(w, g, m, v),
            () => _inner.Adam(w, g, m, v, sizes));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _kernels?.Flush();
            base.Dispose(disposing);
            if (!_leaveOpen)
            {
                _inner.Dispose();
            }
            else if (_inner is IlgpuDevice gpu)
            {
                gpu.Log = null;
            }

            _trace.Dispose();
        }
    }

    internal override long CachedUpTo => _inner.CachedUpTo;

    internal override void GiveBackUnused() => _inner.GiveBackUnused();

    /// <inheritdoc/>
    protected override DeviceBuffer CreateBuffer(long capacity) => _inner.NewBuffer(capacity);

    private void Record(string operation, string shape, double flops, double bytes, Action run)
    {
        double start = _trace.Now;
        _kernels?.Begin(operation, shape, flops, bytes);
        run();
        _trace.Operation(operation, shape, start, flops, bytes);
        _trace.Memory(Allocator.Statistics.InUse + _inner.Allocator.Statistics.InUse);
    }

    /// <summary>Each element once: the least that can be moved.</summary>
    private static double Bytes(params ReadOnlySpan<DeviceBuffer?> buffers)
    {
        long elements = 0;
        foreach (DeviceBuffer? buffer in buffers)
        {
            elements += buffer?.Length ?? 0;
        }

        return sizeof(float) * (double)elements;
    }

    private static string Describe(BroadcastPlan plan) => string.Join('×', plan.Dimensions);

    private static string Describe(CopyPlan plan) => string.Join('×', plan.Dimensions);
}
