namespace ILComicGAN.Engine.Memory;

/// <summary>
/// FNV-1a in 64 bits: the same in every process, and without the system's library for cryptography, which is not on every
/// machine with a card. Not against whoever makes collisions on purpose.
/// </summary>
internal struct StableHash()
{
    private const ulong Prime = 1099511628211;

    /// <summary>Of all that was added.</summary>
    public ulong Value { get; private set; } = 14695981039346656037;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        ulong value = Value;
        foreach (byte one in bytes)
        {
            value = (value ^ one) * Prime;
        }

        Value = value;
    }
}
