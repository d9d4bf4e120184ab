using ILComicGAN.Engine.Devices.Ilgpu;

namespace ILComicGAN.Engine.Devices;

/// <summary>The devices of this machine by the names that the command line uses.</summary>
public static class DeviceCatalog
{
    /// <summary>The name that stands for the best device for a user: the first NVIDIA card, else the processor.</summary>
    public const string Automatic = "auto";

    private static readonly (string Prefix, string Purpose, Func<int> Count, Func<int, bool, Precision, Device> Open)[] s_numbered =
    [
        (CudaDevices.Prefix, "the GPU kernels on NVIDIA", CudaDevices.Count, CudaDevices.Open),
        (OpenClDevices.Prefix, "the GPU kernels through OpenCL", OpenClDevices.Count, OpenClDevices.Open),
    ];

    private static readonly (string Name, string Purpose, Func<int, bool, Device> Create)[] s_always =
    [
        ("cpu", "vector code on all cores", (threads, precise) => CpuDevice.Create(threads, precise: precise)),
        (Simulator.Name, "the GPU kernels on ILGPU's simulator, for debugging; very slow", (_, _) => Simulator.Open()),
        ("reference", "plain loops in double precision, for checking", (_, _) => new ReferenceDevice()),
    ];

    /// <summary>All names with what they are for; GPUs are looked for anew each time.</summary>
    public static IEnumerable<(string Name, string Purpose)> Known =>
        s_numbered
            .SelectMany(kind => Enumerable.Range(0, kind.Count()).Select(i => ($"{kind.Prefix}{i}", kind.Purpose)))
            .Concat(s_always.Select(device => (device.Name, device.Purpose)))
            .Append((PtxDevices.Name, "the GPU kernels' PTX, executed and checked without a card; very slow (ptx:sm_75 for an architecture)"));

    /// <summary>Opens a device.</summary>
    /// <param name="name">One of <see cref="Known"/>, or <see cref="Automatic"/>; “cuda” and “opencl” are the first of their kind.</param>
    /// <param name="threads">Threads of the cpu device; 0 for one per logical processor.</param>
    /// <param name="tune">Whether a GPU measures which kernel is fastest for a new shape, and remembers it in the user's cache folder.</param>
    /// <param name="precision">Of a GPU's products; below float32 only on NVIDIA's tensor cores.</param>
    /// <param name="precise">Whether the cpu device avoids Winograd's transforms, whose rounding errors are larger.</param>
    /// <exception cref="DeviceNotFoundException">There is no such device, or it has no such precision.</exception>
    public static Device Open(
        string name, int threads = 0, bool tune = false, Precision precision = Precision.Float32, bool precise = false)
    {
        string wanted = name == Automatic ? (CudaDevices.Count() > 0 ? $"{CudaDevices.Prefix}0" : "cpu") : name;
        foreach ((string known, _, Func<int, bool, Device> create) in s_always)
        {
            if (known == wanted)
            {
                RequireFloat32(wanted, precision);
                return create(threads, precise);
            }
        }

        if (PtxDevices.Means(wanted))
        {
            return PtxDevices.Open(wanted, precision);
        }

        foreach ((string prefix, _, Func<int> count, Func<int, bool, Precision, Device> open) in s_numbered)
        {
            string numbered = wanted == prefix[..^1] ? $"{prefix}0" : wanted;
            if (numbered.StartsWith(prefix, StringComparison.Ordinal)
                && int.TryParse(numbered.AsSpan(prefix.Length), out int index)
                && index >= 0
                && index < count())
            {
                return open(index, tune, precision);
            }
        }

        throw new DeviceNotFoundException(
            $"There is no device '{name}'; this machine has {string.Join(", ", Known.Select(device => device.Name))} and {Automatic}.");
    }

    internal static void RequireFloat32(string name, Precision precision)
    {
        if (precision != Precision.Float32)
        {
            throw new DeviceNotFoundException($"Device '{name}' multiplies in float32 only; tensor cores are on cuda devices.");
        }
    }
}
