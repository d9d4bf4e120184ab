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
    /// <summary>The name that stands for the best device for a user: the first NVIDIA card that can be used, else the processor.</summary>
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
    /// <exception cref="DeviceFailedException">The device is there, but its driver fails.</exception>
    public static Device Open(string name, DeviceOptions? options = null)
    {
        options ??= new DeviceOptions();
        if (name == Automatic)
        {
            return OpenBest(options);
        }

        foreach (IDeviceProvider provider in s_providers)
        {
            if (provider.Open(name, options) is { } device)
            {
                return device;
            }
        }

        throw new DeviceNotFoundException(
            $"There is no device '{name}'; this machine has {string.Join(", ", Known.Select(device => device.Name))} and {Automatic}.");
    }

    /// <summary>The first of the better devices that can be used, else the processor.</summary>
    private static Device OpenBest(DeviceOptions options)
    {
        DeviceNotFoundException? first = null;
        foreach (string better in s_providers.SelectMany(provider => provider.Best))
        {
            try
            {
                return Open(better, options);
            }
            catch (Exception e) when (e is DeviceNotFoundException or DeviceFailedException)
            {
                first ??= e as DeviceNotFoundException;
                options.PassedOver?.Invoke(e.Message);
            }
        }

        try
        {
            return Open(CpuDevice.DeviceName, options);
        }
        catch (DeviceNotFoundException) when (first is not null)
        {
            // What is asked for is a card's business: its reason says more than the processor's.
            throw first;
        }
    }
}
