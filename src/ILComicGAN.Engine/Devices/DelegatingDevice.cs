using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Memory;
using ILComicGAN.Engine.Profiling;

namespace ILComicGAN.Engine.Devices;

/// <summary>A device that lets another one do everything: what looks at operations on their way derives from it.</summary>
/// <param name="inner">What computes.</param>
/// <param name="name">Of this device.</param>
public abstract class DelegatingDevice(Device inner, string name) : Device(name)
{
    /// <inheritdoc/>
    public override string Description => inner.Description;

    /// <inheritdoc/>
    public override bool Fuses { get => inner.Fuses; set => inner.Fuses = value; }

    /// <inheritdoc/>
    public override bool HasHostMemory => inner.HasHostMemory;

    /// <inheritdoc/>
    public override long AvailableMemory => inner.AvailableMemory;

    /// <inheritdoc/>
    protected internal override long MaxCachedBytes => inner.MaxCachedBytes;

    /// <inheritdoc/>
    protected internal override bool Accepts(Operation operation) => inner.Accepts(operation);

    /// <inheritdoc/>
    protected internal override void Run(Operation operation) => inner.Run(operation);

    /// <inheritdoc/>
    protected internal override void Write(ReadOnlySpan<float> values, DeviceBuffer y) => inner.Write(values, y);

    /// <inheritdoc/>
    protected internal override void Read(DeviceBuffer x, Span<float> values) => inner.Read(x, values);

    /// <inheritdoc/>
    protected internal override void Wait() => inner.Wait();

    /// <inheritdoc/>
    protected internal override TimeSpan Measure(Action work) => inner.Measure(work);

    /// <inheritdoc/>
    protected internal override IKernelLog? LogKernels(TraceWriter trace) => inner.LogKernels(trace);

    /// <inheritdoc/>
    protected internal override Span<float> HostMemory(DeviceBuffer y) => inner.HostMemory(y);

    /// <inheritdoc/>
    protected internal override DeviceMemory CreateMemory(long capacity) => inner.CreateMemory(capacity);

    /// <inheritdoc/>
    protected internal override void TrimMemory() => inner.TrimMemory();
}
