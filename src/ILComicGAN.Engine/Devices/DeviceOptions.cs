using ILComicGAN.Engine.Devices.Cpu.Convolution;

namespace ILComicGAN.Engine.Devices;

/// <summary>How a device is opened. What a kind of device has no use for, it does not look at.</summary>
public sealed record DeviceOptions
{
    /// <summary>Threads of the cpu device; 0 for one per logical processor.</summary>
    public int Threads { get; init; }

    /// <summary>Whether the cpu device avoids Winograd's transforms, whose rounding errors are larger.</summary>
    public bool Precise { get; init; }

    /// <summary>
    /// Whether a GPU measures which kernel is fastest for a new shape, and remembers it in the user's cache folder.
    /// </summary>
    public bool Tune { get; init; }

    /// <summary>Of a GPU's products; below float32 only on NVIDIA's tensor cores.</summary>
    public Precision Precision { get; init; }

    /// <summary>
    /// Called with a sentence for each device that <see cref="DeviceCatalog.Automatic"/> passes over since it cannot be used.
    /// </summary>
    public Action<string>? PassedOver { get; init; }

    /// <exception cref="DeviceNotFoundException">Products of another precision are asked for.</exception>
    internal void RequireFloat32(string name)
    {
        if (Precision != Precision.Float32)
        {
            throw new DeviceNotFoundException($"Device '{name}' multiplies in float32 only; tensor cores are on cuda devices.");
        }
    }
}
