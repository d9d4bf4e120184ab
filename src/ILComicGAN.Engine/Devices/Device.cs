using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Fusion;
using ILComicGAN.Engine.Lowering;
using ILComicGAN.Engine.Memory;
using ILComicGAN.Engine.Profiling;

namespace ILComicGAN.Engine.Devices;

/// <summary>What computes: it executes <see cref="Operation"/>s on float32 values in its own memory.</summary>
/// <remarks>
/// Calls are in order; a device may run them asynchronously and must finish them before <see cref="Download"/> returns.
/// A device of its own is one that derives from this and executes, in <see cref="Run"/>, each operation that it
/// <see cref="Accepts"/>: all of them in their plainest form; what is plainer than what it was asked for is found by the engine.
/// </remarks>
public abstract class Device : IDisposable
{
    /// <summary>Names the device and prepares its allocator.</summary>
    /// <param name="name">As on the command line: “cpu”, “cuda:0”, “simulator”.</param>
    protected Device(string name)
    {
        Name = name;
        Allocator = new CachingAllocator(this, CreateMemory);
        Queue = new FusionQueue(this);
        Constants = new ConstantCache(this);
    }

    /// <summary>As on the command line: “cpu”, “cuda:0”, “simulator”.</summary>
    public string Name { get; }

    /// <summary>One line for people: processor, instruction set, threads, memory.</summary>
    public abstract string Description { get; }

    /// <summary>Where this device's memory comes from and is counted.</summary>
    public CachingAllocator Allocator { get; }

    /// <summary>
    /// Whether autograd's operations may wait for one that does their work on its way: no use where nothing but plain
    /// operations is accepted.
    /// </summary>
    public virtual bool Fuses { get; set; }

    /// <summary>Bytes up to which the allocator keeps memory for later; the device itself keeps larger ones.</summary>
    protected internal virtual long MaxCachedBytes => long.MaxValue;

    /// <summary>Bytes that tensors may take in all, those in use included. Of a device with the host's memory: that the process may hold.</summary>
    public virtual long AvailableMemory => ProcessMemory.Limit;

    /// <summary>Whether this device can no more be used.</summary>
    internal bool IsDisposed { get; private set; }

    /// <summary>Few numbers that formulas need again and again.</summary>
    internal ConstantCache Constants { get; }

    /// <summary>Lets operations wait for each other.</summary>
    internal FusionQueue Queue { get; }

    /// <summary>Executes an operation now, whole and by itself.</summary>
    /// <exception cref="DeviceOutOfMemoryException">There is no room for a result.</exception>
    public void Execute(Operation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        FusionQueue.ExecuteWaiting();
        Queue.Execute(operation);
    }

    /// <summary>Takes an operation that may be executed together with a later one, at the latest when its result is read.</summary>
    public void Submit(Operation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        if (Fuses)
        {
            Queue.Submit(operation);
        }
        else
        {
            Queue.Execute(operation);
        }
    }

    /// <summary>Copies host values into the first elements of <paramref name="y"/>.</summary>
    public void Upload(ReadOnlySpan<float> values, DeviceBuffer y)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        FusionQueue.PrepareWrite(y, null);
        Write(values, y);
    }

    /// <summary>Waits for <paramref name="x"/> and copies its first elements to the host.</summary>
    public void Download(DeviceBuffer x, Span<float> values)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        FusionQueue.Materialize(x);
        Read(x, values);
    }

    /// <summary>
    /// The elements themselves, to be written, where this device's memory is the host's and holds float32.
    /// </summary>
    public bool TryGetHostMemory(DeviceBuffer y, out Span<float> memory)
    {
        if (!HasHostMemory)
        {
            memory = default;
            return false;
        }

        FusionQueue.PrepareWrite(y, null);
        memory = HostMemory(y);
        return true;
    }

    /// <summary>Whether this device's memory is the host's and holds float32.</summary>
    public virtual bool HasHostMemory => false;

    /// <summary>Waits until everything asked for is done.</summary>
    public void Synchronize()
    {
        FusionQueue.ExecuteWaiting();
        Wait();
    }

    /// <summary>How long the device takes for <paramref name="work"/>, by its own clock where it has one.</summary>
    public TimeSpan Time(Action work)
    {
        ArgumentNullException.ThrowIfNull(work);
        FusionQueue.ExecuteWaiting();
        return Measure(() =>
        {
            work();
            FusionQueue.ExecuteWaiting();
        });
    }

    /// <summary>Frees the device and all its cached memory.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>
    /// Whether <see cref="Run"/> executes this operation as it is. Every device must accept operations without prologue,
    /// view, activation, residual and statistics.
    /// </summary>
    protected internal abstract bool Accepts(Operation operation);

    /// <summary>Executes an operation that this device <see cref="Accepts"/>. What it reads is in memory.</summary>
    protected internal abstract void Run(Operation operation);

    /// <summary>Makes new memory for <paramref name="capacity"/> elements, aligned to 64 bytes or more.</summary>
    /// <exception cref="OutOfMemoryException">There is none left.</exception>
    protected internal abstract DeviceMemory CreateMemory(long capacity);

    /// <summary>Gives memory that the device itself keeps back to the system.</summary>
    protected internal virtual void TrimMemory()
    {
    }

    /// <summary>Copies host values into the first elements of <paramref name="y"/>.</summary>
    protected internal abstract void Write(ReadOnlySpan<float> values, DeviceBuffer y);

    /// <summary>Waits for <paramref name="x"/> and copies its first elements to the host.</summary>
    protected internal abstract void Read(DeviceBuffer x, Span<float> values);

    /// <summary>Waits until everything asked for is done.</summary>
    protected internal abstract void Wait();

    /// <summary>How long the device takes for <paramref name="work"/>, by its own clock where it has one.</summary>
    protected internal virtual TimeSpan Measure(Action work)
    {
        Wait();
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        work();
        Wait();
        return System.Diagnostics.Stopwatch.GetElapsedTime(start);
    }

    /// <summary>Starts to write the kernels that this device launches to a trace, by its own clock; null where it launches none.</summary>
    protected internal virtual IKernelLog? LogKernels(TraceWriter trace) => null;

    /// <summary>The elements themselves, where <see cref="HasHostMemory"/>.</summary>
    protected internal virtual Span<float> HostMemory(DeviceBuffer y) =>
        throw new NotSupportedException($"the memory of device '{Name}' is not the host's");

    /// <summary>Frees what the device holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            IsDisposed = true;
            Constants.Clear();
            Allocator.EmptyCache();
        }
    }

    /// <summary>Executes an operation whose inputs are in memory, by simpler ones where it is not accepted.</summary>
    internal void ExecuteNow(Operation operation)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        if (Accepts(operation))
        {
            Run(operation);
        }
        else
        {
            OperationLowering.Execute(this, operation);
        }
    }
}
