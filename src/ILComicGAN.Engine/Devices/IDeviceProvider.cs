namespace ILComicGAN.Engine.Devices;

/// <summary>Devices of one kind, for the <see cref="DeviceCatalog"/>.</summary>
public interface IDeviceProvider
{
    /// <summary>The names that this machine has, with what each is for.</summary>
    IEnumerable<(string Name, string Purpose)> Known { get; }

    /// <summary>The names of devices that serve a user better than the processor, the best first.</summary>
    IEnumerable<string> Best { get; }

    /// <summary>Opens a device; null where the name is none of this kind's.</summary>
    /// <exception cref="DeviceNotFoundException">The device is not there, or cannot do what is asked.</exception>
    /// <exception cref="DeviceFailedException">The device is there, but its driver fails.</exception>
    Device? Open(string name, DeviceOptions options);
}
