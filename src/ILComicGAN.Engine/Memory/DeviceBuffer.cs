using ILComicGAN.Engine.Devices;

namespace ILComicGAN.Engine.Memory;

/// <summary>
/// A run of float32 elements in a device's memory, counted by reference: the last <see cref="Release"/> gives it back
/// to the device's allocator. Devices derive from it to hold their own handle.
/// </summary>
public abstract class DeviceBuffer
{
    private int _references;

    /// <summary>Describes a buffer of <paramref name="capacity"/> elements.</summary>
    protected DeviceBuffer(Device device, long capacity)
    {
        Device = device;
        Capacity = capacity;
    }

    /// <summary>The device whose memory this is.</summary>
    public Device Device { get; internal set; }

    /// <summary>Elements in use; the memory behind may be larger.</summary>
    public long Length { get; private set; }

    /// <summary>Elements that fit.</summary>
    public long Capacity { get; }

    internal virtual void Activate(long length)
    {
        Length = length;
        _references = 1;
    }

    /// <summary>Frees what the device keeps about the contents, which are of no more use.</summary>
    internal virtual void Forget()
    {
    }

    /// <summary>Adds an owner.</summary>
    /// <exception cref="ObjectDisposedException">The buffer was already given back.</exception>
    public DeviceBuffer Retain()
    {
        ObjectDisposedException.ThrowIf(_references <= 0, this);
        Interlocked.Increment(ref _references);
        return this;
    }

    /// <summary>Removes an owner; the last one gives the memory back.</summary>
    public void Release()
    {
        int left = Interlocked.Decrement(ref _references);
        if (left == 0)
        {
            Device.Allocator.Return(this);
        }
        else if (left < 0)
        {
            throw new InvalidOperationException("a device buffer was released more often than it was retained");
        }
    }

    /// <summary>Frees the device's memory itself. Called by the allocator only.</summary>
    protected internal abstract void Destroy();
}
