namespace ILComicGAN.Engine.Memory;

/// <summary>
/// A run of float32 elements that a device has allocated. Devices derive from it to hold their own handle; the
/// <see cref="CachingAllocator"/> lends it to one <see cref="DeviceBuffer"/> after the other.
/// </summary>
/// <param name="capacity">Elements that fit.</param>
public abstract class DeviceMemory(long capacity)
{
    /// <summary>Elements that fit.</summary>
    public long Capacity { get; } = capacity;

    /// <summary>Called when a buffer takes this memory, whose contents are those of the last one.</summary>
    protected internal virtual void Lend()
    {
    }

    /// <summary>Frees the memory itself. Called by the allocator only.</summary>
    protected internal abstract void Destroy();
}
