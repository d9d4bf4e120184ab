using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Elementwise;

namespace ILComicGAN.Engine.Memory;

/// <summary>
/// Keeps freed buffers in size classes and hands them out again, since allocating costs page faults on a CPU and a
/// device synchronization on a GPU. Counts exactly what is in use.
/// </summary>
public sealed class CachingAllocator
{
    /// <summary>Bytes of one element (float32).</summary>
    public const int ElementSize = sizeof(float);

    private readonly Device _device;
    private readonly Func<long, DeviceMemory> _create;
    private readonly Lock _lock = new();
    private readonly Dictionary<long, Stack<DeviceMemory>> _free = [];
    private long _inUse;
    private long _peak;
    private long _reserved;
    private long _buffers;

    internal CachingAllocator(Device device, Func<long, DeviceMemory> create)
    {
        _device = device;
        _create = create;
    }

    /// <summary>The most bytes that may be in use; no limit by default.</summary>
    public long Limit { get; set; } = long.MaxValue;

    /// <summary>The numbers at this moment.</summary>
    public MemoryStatistics Statistics
    {
        get
        {
            lock (_lock)
            {
                return new MemoryStatistics(_inUse, _peak, _reserved, Interlocked.Read(ref _buffers));
            }
        }
    }

    /// <summary>Lets the peak start again from what is in use now.</summary>
    public void ResetPeak()
    {
        lock (_lock)
        {
            _peak = _inUse;
        }
    }

    /// <summary>
    /// A buffer of <paramref name="length"/> elements with one owner. It takes memory, of undefined contents, when it is
    /// first written.
    /// </summary>
    public DeviceBuffer Rent(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        _ = checked(length * ElementSize);
        Interlocked.Increment(ref _buffers);
        return new DeviceBuffer(_device, length);
    }

    /// <summary>Memory for a buffer.</summary>
    /// <exception cref="DeviceOutOfMemoryException">The device or <see cref="Limit"/> has no room.</exception>
    internal DeviceMemory Obtain(DeviceBuffer buffer)
    {
        if (!buffer.IsCounted)
        {
            return ObtainUncounted(SizeClass(buffer.Length));
        }

        long bytes = buffer.Length * ElementSize;
        lock (_lock)
        {
            if (_inUse + bytes > Limit)
            {
                throw OutOfMemory(bytes, $"the limit is {Limit:N0} bytes", null);
            }

            long capacity = SizeClass(buffer.Length);
            DeviceMemory memory = _free.TryGetValue(capacity, out Stack<DeviceMemory>? stack) && stack.Count > 0
                ? stack.Pop()
                : CreateCounted(capacity, bytes);
            memory.Lend();
            _inUse += bytes;
            _peak = Math.Max(_peak, _inUse);
            return memory;
        }
    }

    /// <summary>
    /// Memory of the device's own, as for tables, which is not counted among the tensors and which whoever asks destroys. Where
    /// there is none left, what is kept for later makes room as it does for a tensor.
    /// </summary>
    /// <exception cref="DeviceOutOfMemoryException">The device has no room.</exception>
    internal DeviceMemory ObtainUncounted(long capacity)
    {
        lock (_lock)
        {
            return Create(capacity, capacity * ElementSize);
        }
    }

    /// <summary>
    /// Does work that is no part of the run, as trying a kernel: what it took on the way counts for no peak, and the device
    /// gets back what it had to give for it.
    /// </summary>
    internal void Try(Action work)
    {
        long peak, reserved;
        lock (_lock)
        {
            (peak, reserved) = (_peak, _reserved);
        }

        try
        {
            work();
        }
        finally
        {
            bool grew;
            lock (_lock)
            {
                _peak = Math.Max(peak, _inUse);
                grew = _reserved > reserved;
            }

            if (grew)
            {
                EmptyCache();
            }
        }
    }

    /// <summary>Takes back the memory of a buffer that is no more used, if it had any.</summary>
    internal void Return(DeviceBuffer buffer, DeviceMemory? memory)
    {
        if (!buffer.IsCounted)
        {
            memory?.Destroy();
            return;
        }

        Interlocked.Decrement(ref _buffers);
        if (memory is null)
        {
            return;
        }

        lock (_lock)
        {
            _inUse -= buffer.Length * ElementSize;
            if (memory.Capacity * ElementSize > _device.MaxCachedBytes)
            {
                _reserved -= memory.Capacity * ElementSize;
                memory.Destroy();
                return;
            }

            if (!_free.TryGetValue(memory.Capacity, out Stack<DeviceMemory>? stack))
            {
                _free.Add(memory.Capacity, stack = new Stack<DeviceMemory>());
            }

            stack.Push(memory);
        }
    }

    /// <summary>Gives all cached memory back to the system.</summary>
    public void EmptyCache()
    {
        lock (_lock)
        {
            foreach (Stack<DeviceMemory> stack in _free.Values)
            {
                while (stack.TryPop(out DeviceMemory? memory))
                {
                    _reserved -= memory.Capacity * ElementSize;
                    memory.Destroy();
                }
            }
        }

        _device.TrimMemory();
    }

    /// <summary>
    /// Capacities are multiples of an eighth of the next lower power of two, so at most an eighth is wasted and
    /// neighboring sizes share buffers.
    /// </summary>
    internal static long SizeClass(long length)
    {
        const long Smallest = 64;
        if (length <= Smallest)
        {
            return Smallest;
        }

        long step = Math.Max(Smallest, (long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)length) / 16);
        return (length + step - 1) / step * step;
    }

    private DeviceMemory CreateCounted(long capacity, long bytes)
    {
        DeviceMemory memory = Create(capacity, bytes);
        _reserved += capacity * ElementSize;
        return memory;
    }

    private DeviceMemory Create(long capacity, long bytes)
    {
        try
        {
            return _create(capacity);
        }
        catch (OutOfMemoryException)
        {
            EmptyCache();
            try
            {
                return _create(capacity);
            }
            catch (OutOfMemoryException second)
            {
                throw OutOfMemory(bytes, second is InsufficientMemoryException ? second.Message : "no more could be had from the device", second);
            }
        }
    }

    private DeviceOutOfMemoryException OutOfMemory(long bytes, string reason, Exception? cause) => new(
        $"device '{_device.Name}' is out of memory: {bytes:N0} bytes were needed while {_inUse:N0} were in use, and {reason}; "
        + "use a smaller picture, crop or batch",
        cause);
}
