using ILComicGAN.PtxMachine.Sanitizing;

namespace ILComicGAN.PtxMachine.Memory;

/// <summary>A piece of global memory.</summary>
/// <param name="address">256-byte aligned.</param>
/// <param name="bytes">As asked for.</param>
/// <param name="name">For messages.</param>
public sealed class Allocation(long address, long bytes, string name)
{
    /// <summary>Of the first byte, on the machine and on the host alike.</summary>
    public long Address { get; } = address;

    /// <summary>As asked for.</summary>
    public long Bytes { get; } = bytes;

    /// <summary>For messages.</summary>
    public string Name { get; } = name;

    /// <summary>What the sanitizer knows about its bytes; made on first use.</summary>
    internal GlobalShadow? Shadow { get; set; }

    internal GlobalShadow Shadowed => Shadow ?? MakeShadow();

    private GlobalShadow MakeShadow()
    {
        lock (this)
        {
            return Shadow ??= new GlobalShadow(Bytes);
        }
    }
}
