using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Fusion;

namespace ILComicGAN.Engine.Memory;

/// <summary>
/// Values on a device, counted by reference: the last <see cref="Release"/> gives the memory back. There is memory from
/// the first write on; until then the values may be those that a deferred operation would write.
/// </summary>
public sealed class DeviceBuffer
{
    private readonly Lock _lock = new();
    private List<DeferredOperation>? _readers;
    private DeviceMemory? _memory;
    private PreparedWeights? _prepared;
    private int _owners = 1;
    private int _holds;
    private bool _returned;

    /// <param name="device">Whose memory it takes.</param>
    /// <param name="length">Elements.</param>
    /// <param name="isCounted">Whether it is a user's; what the device keeps for itself is not.</param>
    internal DeviceBuffer(Device device, long length, bool isCounted = true)
    {
        Device = device;
        Length = length;
        IsCounted = isCounted;
    }

    /// <summary>The device whose memory this is.</summary>
    public Device Device { get; }

    /// <summary>Elements.</summary>
    public long Length { get; }

    /// <summary>Rises with every write.</summary>
    public long Version { get; private set; }

    /// <summary>The memory, which is taken from the allocator at the first call.</summary>
    /// <exception cref="ObjectDisposedException">The buffer was already given back.</exception>
    /// <exception cref="DeviceOutOfMemoryException">There is none left.</exception>
    public DeviceMemory Memory
    {
        get
        {
            if (_memory is { } memory)
            {
                return memory;
            }

            lock (_lock)
            {
                ObjectDisposedException.ThrowIf(_returned, this);
                return _memory ??= Device.Allocator.Obtain(this);
            }
        }
    }

    /// <summary>The operation that has still to write this buffer; null where the values are in memory.</summary>
    internal DeferredOperation? Producer { get; set; }

    /// <summary>Whether the allocator counts it.</summary>
    internal bool IsCounted { get; }

    /// <summary>Whether more than one owner may read the values.</summary>
    internal bool IsShared => Volatile.Read(ref _owners) > 1;

    /// <summary>Whether nothing but a single deferred operation will ever read the values.</summary>
    internal bool IsLeftToOneReader => Volatile.Read(ref _owners) == 0 && Volatile.Read(ref _holds) == 1;

    /// <summary>What devices keep of these values in other forms, while they are weights.</summary>
    internal PreparedWeights Prepared
    {
        get
        {
            lock (_lock)
            {
                ObjectDisposedException.ThrowIf(_returned, this);
                return _prepared ??= new PreparedWeights();
            }
        }
    }

    /// <summary>Adds an owner.</summary>
    /// <exception cref="ObjectDisposedException">The buffer was already given back.</exception>
    public DeviceBuffer Retain()
    {
        ObjectDisposedException.ThrowIf(_owners <= 0, this);
        Interlocked.Increment(ref _owners);
        return this;
    }

    /// <summary>Removes an owner; the last one gives the memory back.</summary>
    public void Release()
    {
        int left = Interlocked.Decrement(ref _owners);
        if (left < 0)
        {
            throw new InvalidOperationException("a device buffer was released more often than it was retained");
        }

        if (left == 0)
        {
            ReturnIfUnused();
        }
    }

    /// <summary>Keeps the values for a deferred operation that reads them.</summary>
    internal void Hold(DeferredOperation reader)
    {
        lock (_lock)
        {
            _holds++;
            (_readers ??= []).Add(reader);
        }
    }

    /// <summary>Ends a <see cref="Hold"/>.</summary>
    internal void LetGo(DeferredOperation reader)
    {
        lock (_lock)
        {
            _holds--;
            _readers!.Remove(reader);
        }

        ReturnIfUnused();
    }

    /// <summary>The deferred operations that have still to read these values.</summary>
    internal DeferredOperation[] Readers()
    {
        lock (_lock)
        {
            return _readers is null ? [] : [.. _readers];
        }
    }

    /// <summary>Called before each write: what was made of the old values is of no more use.</summary>
    internal void BeginWrite()
    {
        Version++;
        _prepared?.Clear();
    }

    /// <summary>Takes the memory of <paramref name="other"/>, which has no more use for it; both are of the same length.</summary>
    internal void TakeMemory(DeviceBuffer other)
    {
        lock (_lock)
        {
            _memory = Interlocked.Exchange(ref other._memory, null);
        }
    }

    private void ReturnIfUnused()
    {
        DeferredOperation? producer;
        lock (_lock)
        {
            if (_owners > 0 || _holds > 0 || _returned)
            {
                return;
            }

            _returned = true;
            (producer, Producer) = (Producer, null);
        }

        producer?.Drop();
        _prepared?.Clear();
        Device.Allocator.Return(this, Interlocked.Exchange(ref _memory, null));
    }
}
