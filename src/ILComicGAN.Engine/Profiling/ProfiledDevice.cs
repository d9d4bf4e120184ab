using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
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
    private readonly IKernelLog? _kernels;
    private readonly bool _leaveOpen;

    /// <summary>Profiles <paramref name="inner"/>, which is freed with this unless it is to be left open.</summary>
    /// <param name="inner">What computes.</param>
    /// <param name="trace">Where the events go; finished when this is disposed.</param>
    /// <param name="leaveOpen">Whether <paramref name="inner"/> is used on, without a profile, when this is disposed.</param>
    public ProfiledDevice(Device inner, TraceWriter trace, bool leaveOpen = false)
        : base(inner.Name)
    {
        (_inner, _trace, _leaveOpen) = (inner, trace, leaveOpen);
        _kernels = inner.LogKernels(trace);
    }

    /// <inheritdoc/>
    public override string Description => _inner.Description;

    /// <inheritdoc/>
    public override bool Fuses { get => _inner.Fuses; set => _inner.Fuses = value; }

    /// <inheritdoc/>
    public override bool HasHostMemory => _inner.HasHostMemory;

    /// <inheritdoc/>
    protected internal override long MaxCachedBytes => _inner.MaxCachedBytes;

    /// <inheritdoc/>
    protected internal override TimeSpan Measure(Action work) => _inner.Measure(work);

    /// <inheritdoc/>
    protected internal override bool Accepts(Operation operation) => _inner.Accepts(operation);

    /// <inheritdoc/>
    protected internal override void Run(Operation operation) =>
        Record(operation.Name, operation.Sizes, operation.FloatingPointOperations, operation.Bytes, () => _inner.Run(operation));

    /// <inheritdoc/>
    protected internal override void Write(ReadOnlySpan<float> values, DeviceBuffer y)
    {
        double start = _trace.Now;
        _inner.Write(values, y);
        _trace.Operation("Upload", $"{values.Length}", start, 0, sizeof(float) * (double)values.Length);
    }

    /// <inheritdoc/>
    protected internal override void Read(DeviceBuffer x, Span<float> values)
    {
        double start = _trace.Now;
        _inner.Read(x, values);
        _trace.Operation("Download", $"{values.Length}", start, 0, sizeof(float) * (double)values.Length);
    }

    /// <inheritdoc/>
    protected internal override void Wait() => _inner.Wait();

    /// <inheritdoc/>
    protected internal override Span<float> HostMemory(DeviceBuffer y) => _inner.HostMemory(y);

    /// <inheritdoc/>
    protected internal override DeviceMemory CreateMemory(long capacity) => _inner.CreateMemory(capacity);

    /// <inheritdoc/>
    protected internal override void TrimMemory() => _inner.TrimMemory();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _kernels?.Dispose();
            base.Dispose(disposing);
            if (!_leaveOpen)
            {
                _inner.Dispose();
            }

            _trace.Dispose();
        }
    }

    private void Record(string operation, string sizes, double flops, double bytes, Action run)
    {
        double start = _trace.Now;
        _kernels?.Begin(operation, sizes, flops, bytes);
        run();
        _trace.Operation(operation, sizes, start, flops, bytes);
        _trace.Memory(Allocator.Statistics.InUse + _inner.Allocator.Statistics.InUse);
    }
}
