using System.Collections.Concurrent;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Gpu.Choice;
using ILComicGAN.Engine.Gpu.Drivers;
using ILComicGAN.Engine.Gpu.Profiling;
using ILComicGAN.Engine.Memory;
using ILComicGAN.Engine.Profiling;
using ILComicGAN.Kernels.Launch;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace ILComicGAN.Engine.Gpu;

/// <summary>
/// The ILGPU kernels on an accelerator, in order on one stream; only <see cref="Devices.Device.Download"/> and
/// <see cref="Devices.Device.Synchronize"/> wait for it.
/// </summary>
internal sealed partial class IlgpuDevice : Devices.Device
{
    /// <summary>Kept to the end: ILGPU's finalizers would call a driver that fails, and nobody could catch that.</summary>
    private static readonly ConcurrentBag<Accelerator> s_broken = [];

    private readonly Context _context;
    private readonly Accelerator _accelerator;
    private readonly AcceleratorStream _stream;
    private readonly StagingRing _staging;
    private readonly string _platform;
    private bool _failed;
    private readonly ConcurrentDictionary<Type, Delegate> _kernels = new();
    private readonly int _groupSize;
    private readonly bool _hasShuffles;
    private bool _disposed;

    /// <summary>Takes over the context and its accelerator.</summary>
    /// <param name="name">As on the command line.</param>
    /// <param name="context">Freed with the device.</param>
    /// <param name="accelerator">Freed with the device.</param>
    /// <param name="platform">Architecture and driver, for people.</param>
    /// <param name="choices">Where measured choices are kept; null for choosing by estimate.</param>
    /// <param name="architecture">The NVIDIA architecture that an accelerator stands for which is no card; or null.</param>
    public IlgpuDevice(string name, Context context, Accelerator accelerator, string platform, ChoiceFile? choices = null, CudaArchitecture? architecture = null)
        : base(name)
    {
        (_context, _accelerator, _platform) = (context, accelerator, platform);
        _stream = accelerator.CreateStream();
        _staging = new StagingRing(accelerator, _stream);
        _groupSize = Math.Min(256, accelerator.MaxNumThreadsPerGroup);
        _hasShuffles = accelerator.AcceleratorType != AcceleratorType.OpenCL;
        Card = CardTraits.Of((accelerator as CudaAccelerator)?.Architecture ?? architecture, accelerator.NumMultiprocessors);
        Chooser = new KernelChooser(this, choices);
    }

    /// <inheritdoc/>
    public override string Description =>
        $"{_accelerator.Name}, {_platform}, {_accelerator.NumMultiprocessors} multiprocessors, "
        + $"{_accelerator.MemorySize / (1024.0 * 1024 * 1024):F1} GiB";

    /// <inheritdoc/>
    public override bool Fuses { get; set; } = true;

    /// <inheritdoc/>
    public override long AvailableMemory => _accelerator switch
    {
        CudaAccelerator cuda => FreeMemory(cuda) + Allocator.Statistics.Reserved,
        CLAccelerator => _accelerator.MemorySize,
        _ => base.AvailableMemory,
    };

    /// <summary>Picks the kernels.</summary>
    public KernelChooser Chooser { get; }

    /// <summary>What estimates know of it.</summary>
    public CardTraits Card { get; }

    /// <summary>Where launches are written down while a profile is taken.</summary>
    public Profiling.KernelLog? Log { get; set; }

    /// <summary>Which products may be used.</summary>
    public Precision Precision { get; init; }

    /// <summary>Called with memory and its bytes whenever a buffer takes it: its values are not the last owner's. Or null.</summary>
    public Action<MemoryBuffer, long>? MemoryLent { get; init; }

    internal Accelerator Accelerator => _accelerator;

    internal AcceleratorStream Stream => _stream;

    internal int MaxGroupSize => _accelerator.MaxNumThreadsPerGroup;

    /// <inheritdoc/>
    protected internal override void Write(ReadOnlySpan<float> values, DeviceBuffer y)
    {
        if (values.IsEmpty)
        {
            return;
        }

        try
        {
            _staging.Upload(values, View(y).SubView(0, values.Length));
        }
        catch (AcceleratorException e)
        {
            throw Failed("taking values from the host", e);
        }
    }

    /// <inheritdoc/>
    protected internal override void Read(DeviceBuffer x, Span<float> values)
    {
        try
        {
            // Waits for the stream.
            View(x).SubView(0, values.Length).CopyToCPU(_stream, values);
        }
        catch (AcceleratorException e)
        {
            throw Failed("computing what was asked for and giving it back", e);
        }
    }

    /// <inheritdoc/>
    protected internal override void Wait()
    {
        try
        {
            _stream.Synchronize();
        }
        catch (AcceleratorException e)
        {
            throw Failed("computing what was asked for", e);
        }
    }

    /// <inheritdoc/>
    protected internal override IKernelLog LogKernels(TraceWriter trace) => Log = new KernelLog(this, trace);

    /// <inheritdoc/>
    protected internal override TimeSpan Measure(Action work)
    {
        try
        {
            using ProfilingMarker start = _stream.AddProfilingMarker();
            work();
            using ProfilingMarker end = _stream.AddProfilingMarker();
            _stream.Synchronize();
            return end.MeasureFrom(start);
        }
        catch (AcceleratorException e)
        {
            throw Failed("being timed", e);
        }
    }

    /// <inheritdoc/>
    protected internal override DeviceMemory CreateMemory(long capacity)
    {
        try
        {
            return new IlgpuMemory(_stream, capacity, MemoryLent);
        }
        catch (AcceleratorException e) when (IsOutOfMemory(e))
        {
            string free = _accelerator is CudaAccelerator cuda ? $"{FreeMemory(cuda):N0}" : "no more";
            throw new InsufficientMemoryException($"the device had {free} of {_accelerator.MemorySize:N0} bytes free", e);
        }
        catch (AcceleratorException e)
        {
            throw Failed("making room in its memory", e);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            try
            {
                _stream.Synchronize();
                ReleaseTables();
                _staging.Dispose();
                base.Dispose(disposing);
                _stream.Dispose();
                _accelerator.Dispose();
                _context.Dispose();
            }
            catch (AcceleratorException) when (_failed)
            {
                // A broken device gives nothing back; the system does that when the process ends. What went wrong was said.
                s_broken.Add(_accelerator);
            }
            catch (AcceleratorException e)
            {
                throw Failed("being closed", e);
            }
        }
    }

    /// <summary>What an error of the driver means. After one that lasts, nothing more is expected of the device.</summary>
    internal DeviceFailedException Failed(string work, AcceleratorException error, string? log = null)
    {
        _failed = true;
        return DriverError.Explain($"{Name} ({_accelerator.Name})", work, error, log);
    }

    private long FreeMemory(CudaAccelerator cuda)
    {
        try
        {
            return cuda.GetFreeMemory();
        }
        catch (AcceleratorException e)
        {
            throw Failed("saying how much memory is free", e);
        }
    }

    /// <summary>Compiles a kernel; what NVIDIA's compiler says of it is in the exception.</summary>
    private TKernel Load<TKernel>(Type key, Func<TKernel> load)
    {
        CompilerLog.Begin();
        try
        {
            return load();
        }
        catch (AcceleratorException e)
        {
            throw Failed($"compiling {KernelSpan.Readable(key)}", e, CompilerLog.End());
        }
        finally
        {
            CompilerLog.End();
        }
    }

    /// <summary>Any other failure of the driver must not be read as a lack of memory.</summary>
    private static bool IsOutOfMemory(AcceleratorException e) => e switch
    {
        CudaException cuda => cuda.Error == nameof(CudaError.CUDA_ERROR_OUT_OF_MEMORY),
        CLException opencl => opencl.Error is CLError.CL_MEM_OBJECT_ALLOCATION_FAILURE or CLError.CL_OUT_OF_RESOURCES
            or CLError.CL_OUT_OF_HOST_MEMORY or CLError.CL_INVALID_BUFFER_SIZE,
        _ => false,
    };

    internal static ArrayView<float> View(DeviceBuffer buffer) => ((IlgpuMemory)buffer.Memory).View;

    /// <summary>One thread per element.</summary>
    internal void Elements<TBody>(long count, TBody body)
        where TBody : struct, IElementBody
    {
        var kernel = (Action<AcceleratorStream, KernelConfig, long, TBody>)_kernels.GetOrAdd(
            typeof(TBody), key => Load(key, () => _accelerator.LoadKernel<long, TBody>(ElementKernel.Run)));
        using KernelSpan span = new(this, typeof(TBody));
        long groups = Math.Min((count + _groupSize - 1) / _groupSize, 1 << 20);
        kernel(_stream, new KernelConfig((int)groups, _groupSize), count, body);
    }

    /// <summary>One thread per element of each plane.</summary>
    internal void Planes<TBody>(int planes, int count, TBody body)
        where TBody : struct, IPlaneBody
    {
        var kernel = (Action<AcceleratorStream, KernelConfig, int, int, TBody>)_kernels.GetOrAdd(
            typeof(TBody), key => Load(key, () => _accelerator.LoadKernel<int, int, TBody>(PlaneKernel.Run)));
        using KernelSpan span = new(this, typeof(TBody));
        int groups = (int)Math.Min(((long)count + _groupSize - 1) / _groupSize, 1 << 20);
        // The second grid dimension ends at 65,535 on NVIDIA; the kernel walks on from there.
        kernel(_stream, new KernelConfig(new Index2D(groups, Math.Min(planes, 65_535)), new Index2D(_groupSize, 1)), planes, count, body);
    }

    /// <summary>Memory for the length of one primitive; the stream's order keeps it apart from later uses.</summary>
    internal Temporary Rent(long count) => new(Allocator.Rent(count));

    internal readonly struct Temporary(DeviceBuffer buffer) : IDisposable
    {
        public DeviceBuffer Buffer { get; } = buffer;

        public ArrayView<float> View => IlgpuDevice.View(Buffer);

        public void Dispose() => Buffer.Release();
    }
}
