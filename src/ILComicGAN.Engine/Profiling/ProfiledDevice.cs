using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Profiling;

/// <summary>
/// Any device, with every operation and every kernel it launches written to a trace. Operations are timed on the host;
/// on a GPU, where they return before they are done, kernels are timed by the device's own clock.
/// </summary>
public sealed class ProfiledDevice : DelegatingDevice
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
        : base(inner, inner.Name)
    {
        (_inner, _trace, _leaveOpen) = (inner, trace, leaveOpen);
        _kernels = inner.LogKernels(trace);
    }

    /// <inheritdoc/>
    protected internal override void Run(Operation operation)
    {
        (string name, string sizes) = (operation.Name, operation.Sizes);
        (double flops, double bytes) = (operation.FloatingPointOperations, operation.Bytes);
        double start = _trace.Now;
        _kernels?.Begin(name, sizes, flops, bytes);
        _inner.Run(operation);
        _trace.Operation(name, sizes, start, flops, bytes);
        _trace.Memory(Allocator.Statistics.InUse + _inner.Allocator.Statistics.InUse);
    }

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
}
