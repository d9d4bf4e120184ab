using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Contract;

/// <summary>
/// One primitive on definite buffers: what autograd asks of a device. A value, so that what profiles, counts, fuses or
/// repeats operations needs no member of its own for each.
/// </summary>
/// <remarks>
/// Every buffer is row-major and at least as long as the shape says. What is written is overwritten, never accumulated
/// into, and does not overlap what is read unless the operation says so. Sizes were checked by whoever made the
/// operation. The set is closed under differentiation: the gradient of each operation is made of operations, twice.
/// </remarks>
public abstract record Operation
{
    /// <summary>As a profile shows it.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>The sizes as a profile shows them.</summary>
    public abstract string Sizes { get; }

    /// <summary>The buffers that are read.</summary>
    public abstract IReadOnlyList<DeviceBuffer> Reads { get; }

    /// <summary>The buffers that are written.</summary>
    public abstract IReadOnlyList<DeviceBuffer> Writes { get; }

    /// <summary>Additions, multiplications and other functions of one number, by formula.</summary>
    public virtual double FloatingPointOperations => Writes.Sum(buffer => (double)buffer.Length);

    /// <summary>The least that must be moved: each element once.</summary>
    public double Bytes => sizeof(float) * Reads.Concat(Writes).Sum(buffer => (double)buffer.Length);

    /// <summary>Name and sizes.</summary>
    public sealed override string ToString() => $"{Name} {Sizes}";

    /// <summary>The buffers of a list that are there.</summary>
    private protected static IReadOnlyList<DeviceBuffer> Present(params ReadOnlySpan<DeviceBuffer?> buffers)
    {
        List<DeviceBuffer> present = new(buffers.Length);
        foreach (DeviceBuffer? buffer in buffers)
        {
            if (buffer is not null)
            {
                present.Add(buffer);
            }
        }

        return present;
    }
}
