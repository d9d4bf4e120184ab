using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Devices;

/// <summary>Elements of the <see cref="ReferenceDevice"/>, in double precision.</summary>
public sealed class ReferenceBuffer : DeviceBuffer
{
    internal ReferenceBuffer(ReferenceDevice device, long capacity)
        : base(device, capacity)
    {
        // Whatever is read before it was written shows up in the result.
        Values = new double[capacity];
        Array.Fill(Values, double.NaN);
    }

    /// <summary>The values; at least <see cref="DeviceBuffer.Length"/> of them.</summary>
    public double[] Values { get; }

    /// <inheritdoc/>
    protected internal override void Destroy()
    {
    }
}
