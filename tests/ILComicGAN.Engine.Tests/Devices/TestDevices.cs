using System.Collections.Concurrent;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Engine.Devices.Reference;
using ILComicGAN.Tests.Shared;

namespace ILComicGAN.Engine.Tests.Devices;

/// <summary>The devices that the suite runs on, one shared instance each.</summary>
internal static class TestDevices
{
    private static readonly ConcurrentDictionary<(string Name, Precision Precision), Device> s_devices = new();

    public static ReferenceDevice Reference { get; } = new();

    /// <summary>The devices that the environment names; otherwise all but the PTX machine, which .ci/run names.</summary>
    public static IEnumerable<string> Names => GpuDevice.Named ?? All;

    /// <summary>Those that run the GPU's kernels at real sizes; the PTX machine only where the environment names it.</summary>
    public static IEnumerable<string> Gpus =>
        GpuDevice.Named?.Where(name => !name.StartsWith("cpu", StringComparison.Ordinal) && name != "simulator") ?? [OpenCl, Cuda];

    /// <summary>Those whose memory is not the host's.</summary>
    public static IEnumerable<string> WithOwnMemory => Names.Where(name => !name.StartsWith("cpu", StringComparison.Ordinal));

    /// <summary>All widths of vectors that this machine has, so that the narrower ones are not only for others to test.</summary>
    private static IEnumerable<string> All =>
        Enum.GetValues<SimdLevel>()
            .Where(level => level <= CpuDevice.BestLevel)
            .Select(level => $"cpu-{level}")
            .Append("simulator")
            .Append(OpenCl)
            .Append(Cuda);

    private const string OpenCl = "opencl:0", Cuda = "cuda:0";

    public static IEnumerable<Conv2dShape> Convolutions =>
    [
        new(1, 1, 1, 1, 1, 1, 1, 1, 0, 1),
        new(1, 2, 5, 7, 3, 3, 3, 1, 1, 1),
        new(2, 3, 7, 5, 4, 3, 3, 1, 0, 1),
        new(2, 3, 8, 6, 5, 3, 3, 2, 1, 1),
        new(1, 3, 9, 11, 2, 3, 3, 3, 1, 1),
        new(1, 2, 7, 8, 3, 1, 1, 2, 0, 1),
        new(1, 3, 9, 8, 3, 7, 7, 1, 3, 1),
        new(1, 2, 6, 5, 3, 2, 3, 1, 2, 1),
        new(1, 4, 5, 6, 6, 3, 3, 1, 1, 2),
        new(2, 4, 6, 5, 4, 3, 3, 1, 1, 4),
        new(1, 5, 9, 7, 5, 3, 3, 2, 0, 5),
        new(2, 6, 5, 5, 3, 1, 1, 1, 0, 1),
        new(1, 3, 4, 4, 8, 4, 4, 4, 0, 1),
        new(2, 19, 33, 47, 67, 3, 3, 1, 1, 1),
        new(1, 64, 35, 61, 31, 3, 3, 2, 1, 1),
        new(1, 3, 41, 53, 64, 7, 7, 1, 0, 1),
        new(1, 64, 29, 31, 3, 7, 7, 1, 3, 1),
        new(1, 33, 23, 50, 17, 1, 1, 1, 0, 1),
        new(2, 40, 31, 29, 40, 3, 3, 1, 1, 40),
        new(1, 12, 19, 67, 24, 3, 3, 2, 1, 3),
        new(1, 300, 9, 7, 20, 3, 3, 1, 1, 1),
        new(1, 8, 130, 70, 9, 3, 3, 1, 1, 1),
        new(1, 17, 131, 275, 23, 3, 3, 1, 1, 1),
        new(3, 270, 15, 18, 16, 3, 3, 1, 2, 1),
        new(1, 16, 70, 66, 200, 3, 3, 1, 0, 1),
        new(2, 7, 9, 37, 7, 3, 3, 1, 1, 7),
    ];

    public static bool IsTiny(string name) => name == "simulator";

    /// <summary>The PTX machine is slow, and finds a race the first time.</summary>
    public static bool IsMachine(string name) => name.StartsWith("ptx", StringComparison.Ordinal);

    /// <summary>Opens the device on first use; a GPU that is not there, or lacks the precision, skips the test with the reason.</summary>
    public static Device Get(string name, Precision precision = Precision.Float32)
    {
        if (!name.StartsWith("cpu-", StringComparison.Ordinal))
        {
            GpuDevice.SkipWhereAbsent(name);
        }

        try
        {
            return s_devices.GetOrAdd((name, precision), static key => key.Name.StartsWith("cpu-", StringComparison.Ordinal)
                ? CpuDevice.Create(threads: 2, Enum.Parse<SimdLevel>(key.Name["cpu-".Length..]))
                : DeviceCatalog.Open(key.Name, new DeviceOptions { Precision = key.Precision }));
        }
        catch (DeviceNotFoundException e) when (precision != Precision.Float32)
        {
            Assert.Ignore(e.Message);
            throw;
        }
    }
}
