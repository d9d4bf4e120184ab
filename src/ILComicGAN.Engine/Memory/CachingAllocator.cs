using ILComicGAN.Engine.Devices;

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
    private readonly Func<long, DeviceBuffer> _create;
    private readonly Lock _lock = new();
    private readonly Dictionary<long, Stack<DeviceBuffer>> _free = [];
    private long _inUse;
    private long _peak;
    private long _reserved;
    private long _buffers;

    internal CachingAllocator(Device device, Func<long, DeviceBuffer> create)
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
                return new MemoryStatistics(_inUse, _peak, _reserved, _buffers);
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

    /// <summary>A buffer of <paramref name="length"/> elements with undefined contents and one owner.</summary>
    /// <exception cref="DeviceOutOfMemoryException">The device or <see cref="Limit"/> has no room.</exception>
    public DeviceBuffer Rent(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        long bytes = checked(length * ElementSize);
        lock (_lock)
        {
            if (_inUse + bytes > Limit)
            {
                throw OutOfMemory(bytes, $"the limit is {Limit:N0} bytes", null);
            }

            long capacity = SizeClass(length);
            DeviceBuffer buffer = _free.TryGetValue(capacity, out Stack<DeviceBuffer>? stack) && stack.Count > 0
                ? stack.Pop()
                : Create(capacity, bytes);
            buffer.Activate(length);
            _inUse += bytes;
            _buffers++;
            _peak = Math.Max(_peak, _inUse);
            return buffer;
        }
    }

    internal void Return(DeviceBuffer buffer)
    {
        buffer.Forget();
        lock (_lock)
        {
            _inUse -= buffer.Length * ElementSize;
            _buffers--;
            if (buffer.Capacity * ElementSize > _device.CachedUpTo)
            {
                _reserved -= buffer.Capacity * ElementSize;
                buffer.Destroy();
                return;
            }

            if (!_free.TryGetValue(buffer.Capacity, out Stack<DeviceBuffer>? stack))
            {
                _free.Add(buffer.Capacity, stack = new Stack<DeviceBuffer>());
            }

            stack.Push(buffer);
        }
    }

    /// <summary>Gives all cached memory back to the system.</summary>
    public void EmptyCache()
    {
        lock (_lock)
        {
            foreach (Stack<DeviceBuffer> stack in _free.Values)
            {
                while (stack.TryPop(out DeviceBuffer? buffer))
                {
                    _reserved -= buffer.Capacity * ElementSize;
                    buffer.Destroy();
                }
            }
        }

        _device.GiveBackUnused();
    }

    /// <summary>
    /// Capacities are multiples of an eighth of the next lower power of two, so at most an eighth is wasted and
    /// neighbouring sizes share buffers.
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

    private DeviceBuffer Create(long capacity, long bytes)
    {
        DeviceBuffer buffer;
        try
        {
            buffer = _create(capacity);
        }
        catch (OutOfMemoryException)
        {
            EmptyCache();
            try
            {
                buffer = _create(capacity);
            }
            catch (OutOfMemoryException second)
            {
                throw OutOfMemory(bytes, second is InsufficientMemoryException ? second.Message : "no more could be had from the device", second);
            }
        }

        _reserved += capacity * ElementSize;
        buffer.Device = _device;
        return buffer;
    }

    private DeviceOutOfMemoryException OutOfMemory(long bytes, string reason, Exception? cause) => new(
        $"device '{_device.Name}' is out of memory: {bytes:N0} bytes were needed while {_inUse:N0} were in use, and {reason}; "
        + "use a smaller picture, crop or batch",
        cause);
}
