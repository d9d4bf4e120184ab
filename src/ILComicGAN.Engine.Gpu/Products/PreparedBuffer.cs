using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Gpu.Products;

/// <summary>Weights in another form, kept with them; the stream's order keeps the memory apart from later uses.</summary>
internal sealed class PreparedBuffer(DeviceBuffer buffer) : IDisposable
{
    /// <summary>The form.</summary>
    public DeviceBuffer Buffer => buffer;

    public void Dispose() => buffer.Release();
}
