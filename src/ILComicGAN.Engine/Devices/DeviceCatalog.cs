using System.Collections.Immutable;
using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Engine.Elementwise;

namespace ILComicGAN.Engine.Devices;

/// <summary>
/// The devices of this machine by the names that the command line uses. The processor is always there; what else there is,
/// a program adds: <c>DeviceCatalog.Add(new GpuDevices())</c>.
/// </summary>
public static class DeviceCatalog
{
    /// <summary>The name that stands for the best device for a user: the first NVIDIA card, else the processor.</summary>
    public const string Automatic = "auto";

    private static ImmutableArray<IDeviceProvider> s_providers = [new HostDevices()];

    /// <summary>All names with what they are for.</summary>
    public static IEnumerable<(string Name, string Purpose)> Known => s_providers.SelectMany(provider => provider.Known);

    /// <summary>Adds devices of another kind; a kind that is known already is not added again.</summary>
    public static void Add(IDeviceProvider provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ImmutableInterlocked.Update(
            ref s_providers,
            static (known, added) => known.Any(one => one.GetType() == added.GetType()) ? known : known.Add(added),
            provider);
    }

    /// <summary>Opens a device.</summary>
    /// <param name="name">One of <see cref="Known"/>, or <see cref="Automatic"/>; “cuda” and “opencl” are the first of their kind.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="DeviceNotFoundException">There is no such device, or it cannot do what is asked.</exception>
    public static Device Open(string name, DeviceOptions? options = null)
    {
        ImmutableArray<IDeviceProvider> providers = s_providers;
        string wanted = name == Automatic
            ? providers.Select(provider => provider.Best).FirstOrDefault(best => best is not null) ?? CpuDevice.DeviceName
            : name;
        foreach (IDeviceProvider provider in providers)
        {
            if (provider.Open(wanted, options ?? new DeviceOptions()) is { } device)
            {
                return device;
            }
        }

        throw new DeviceNotFoundException(
            $"There is no device '{name}'; this machine has {string.Join(", ", Known.Select(device => device.Name))} and {Automatic}.");
    }
}
