using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Devices.Reference;

/// <summary>Elements of the <see cref="ReferenceDevice"/>, in double precision.</summary>
internal sealed class ReferenceMemory : DeviceMemory
{
    public ReferenceMemory(long capacity)
        : base(capacity)
    {
        // Whatever is read before it was written shows up in the result.
        Values = new double[capacity];
        Array.Fill(Values, double.NaN);
    }

    /// <summary>The values.</summary>
    public double[] Values { get; }

    /// <inheritdoc/>
    protected internal override void Destroy()
    {
    }
}
