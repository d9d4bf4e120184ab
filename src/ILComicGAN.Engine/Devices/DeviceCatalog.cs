namespace ILComicGAN.Engine.Devices;

/// <summary>The devices of this machine by the names that the command line uses.</summary>
public static class DeviceCatalog
{
    /// <summary>The name that stands for the best device for a user: never a simulator.</summary>
    public const string Automatic = "auto";

    private static readonly (string Name, string Purpose, Func<int, Device> Create)[] s_devices =
    [
        ("cpu", "vector code on all cores", threads => CpuDevice.Create(threads)),
        (Ilgpu.Simulator.Name, "the GPU kernels on ILGPU's simulator, for debugging; very slow", _ => Ilgpu.Simulator.Open()),
        ("reference", "plain loops in double precision, for checking", _ => new ReferenceDevice()),
    ];

    /// <summary>All names with what they are for.</summary>
    public static IEnumerable<(string Name, string Purpose)> Known =>
        s_devices.Select(device => (device.Name, device.Purpose));

    /// <summary>Opens a device.</summary>
    /// <param name="name">One of <see cref="Known"/>, or <see cref="Automatic"/>.</param>
    /// <param name="threads">Threads of the cpu device; 0 for one per logical processor.</param>
    /// <exception cref="DeviceNotFoundException">There is no such device.</exception>
    public static Device Open(string name, int threads = 0)
    {
        string wanted = name == Automatic ? "cpu" : name;
        foreach ((string known, _, Func<int, Device> create) in s_devices)
        {
            if (known == wanted)
            {
                return create(threads);
            }
        }

        throw new DeviceNotFoundException(
            $"There is no device '{name}'; this machine has {string.Join(", ", s_devices.Select(device => device.Name))} and {Automatic}.");
    }
}
