using System.Collections.Concurrent;
using ILComicGAN.Engine.Memory;
using ILComicGAN.Kernels;
using ILGPU;
using ILGPU.Runtime;

namespace ILComicGAN.Engine.Devices.Ilgpu;

/// <summary>
/// The ILGPU kernels on an accelerator, in order on one stream; only <see cref="Download"/> and
/// <see cref="Synchronize"/> wait for it.
/// </summary>
internal sealed partial class IlgpuDevice : Device
{
    private readonly Context _context;
    private readonly Accelerator _accelerator;
    private readonly AcceleratorStream _stream;
    private readonly ConcurrentDictionary<Type, Delegate> _kernels = new();
    private readonly int _groupSize;
    private bool _disposed;

    /// <summary>Takes over the context and its accelerator.</summary>
    public IlgpuDevice(string name, Context context, Accelerator accelerator)
        : base(name)
    {
        (_context, _accelerator) = (context, accelerator);
        _stream = accelerator.CreateStream();
        _groupSize = Math.Min(256, accelerator.MaxNumThreadsPerGroup);
    }

    /// <inheritdoc/>
    public override string Description =>
        $"{_accelerator.Name}, {_accelerator.AcceleratorType}, {_accelerator.NumMultiprocessors} multiprocessors, "
        + $"{_accelerator.MemorySize / (1024.0 * 1024 * 1024):F1} GiB";

    /// <inheritdoc/>
    public override void Upload(ReadOnlySpan<float> values, DeviceBuffer y)
    {
        ArrayView<float> target = View(y).SubView(0, values.Length);
        target.CopyFromCPU(_stream, values);
        // The caller's memory may be gone when this returns.
        _stream.Synchronize();
    }

    /// <inheritdoc/>
    public override void Download(DeviceBuffer x, Span<float> values)
    {
        ArrayView<float> source = View(x).SubView(0, values.Length);
        source.CopyToCPU(_stream, values);
        _stream.Synchronize();
    }

    /// <inheritdoc/>
    public override void Synchronize() => _stream.Synchronize();

    /// <inheritdoc/>
    protected override DeviceBuffer CreateBuffer(long capacity)
    {
        try
        {
            return new IlgpuBuffer(this, _accelerator, capacity);
        }
        catch (AcceleratorException e)
        {
            throw new InsufficientMemoryException($"{_accelerator.Name} has no {capacity * sizeof(float):N0} bytes", e);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            _stream.Synchronize();
            base.Dispose(disposing);
            _stream.Dispose();
            _accelerator.Dispose();
            _context.Dispose();
        }
    }

    private static ArrayView<float> View(DeviceBuffer buffer) => ((IlgpuBuffer)buffer).View;

    /// <summary>A kernel's optional argument; what it is instead is never read.</summary>
    private static ArrayView<float> ViewOr(DeviceBuffer? buffer, DeviceBuffer instead) => View(buffer ?? instead);

    /// <summary>One thread per element.</summary>
    private void Elements<TBody>(long count, TBody body)
        where TBody : struct, IElementBody
    {
        var kernel = (Action<AcceleratorStream, KernelConfig, long, TBody>)_kernels.GetOrAdd(
            typeof(TBody), _ => _accelerator.LoadKernel<long, TBody>(ElementKernel.Run));
        long groups = Math.Min((count + _groupSize - 1) / _groupSize, 1 << 20);
        kernel(_stream, new KernelConfig((int)groups, _groupSize), count, body);
    }

    /// <summary>One thread per element of each plane.</summary>
    private void Planes<TBody>(int planes, int count, TBody body)
        where TBody : struct, IPlaneBody
    {
        var kernel = (Action<AcceleratorStream, KernelConfig, int, int, TBody>)_kernels.GetOrAdd(
            typeof(TBody), _ => _accelerator.LoadKernel<int, int, TBody>(PlaneKernel.Run));
        int groups = (int)Math.Min(((long)count + _groupSize - 1) / _groupSize, 1 << 20);
        // The second grid dimension ends at 65,535 on NVIDIA; the kernel walks on from there.
        kernel(_stream, new KernelConfig(new Index2D(groups, Math.Min(planes, 65_535)), new Index2D(_groupSize, 1)), planes, count, body);
    }

    /// <summary>Memory for the length of one primitive; the stream's order keeps it apart from later uses.</summary>
    private Temporary Rent(long count) => new(Allocator.Rent(count));

    private readonly struct Temporary(DeviceBuffer buffer) : IDisposable
    {
        public DeviceBuffer Buffer { get; } = buffer;

        public ArrayView<float> View => ((IlgpuBuffer)Buffer).View;

        public void Dispose() => Buffer.Release();
    }
}
