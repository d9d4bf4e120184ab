using System.Collections.Concurrent;
using ILComicGAN.Engine.Devices;

namespace ILComicGAN.Tests.Shared;

/// <summary>Devices that not every machine has.</summary>
internal static class GpuDevice
{
    private static readonly ConcurrentDictionary<string, Device> s_shared = new();

    private static readonly Lazy<HashSet<string>> s_here = new(() => [.. DeviceCatalog.Known.Select(device => device.Name)]);

    /// <summary>Names of devices, separated by commas, to which tests are limited that run on several; null for no limit.</summary>
    public static string[]? Named { get; } =
        Environment.GetEnvironmentVariable("ILCOMICGAN_TEST_DEVICES") is { Length: > 0 } named ? named.Split(',') : null;

    /// <summary>The processor and every GPU; the PTX machine where the environment names it.</summary>
    public static IEnumerable<string> Names => Named ?? ["cpu", "opencl:0", "cuda:0"];

    /// <summary>One instance for all tests of the assembly: compiling kernels takes longer than most tests.</summary>
    public static Device Shared(string name)
    {
        SkipWhereAbsent(name);
        return s_shared.GetOrAdd(name, static name => AsAsked(DeviceCatalog.Open(name)));
    }

    /// <summary>The device itself, which executes one operation after the other if ILCOMICGAN_FUSION is off.</summary>
    public static Device AsAsked(Device device)
    {
        device.Fuses &= Environment.GetEnvironmentVariable("ILCOMICGAN_FUSION") switch
        {
            null or "" or "on" => true,
            "off" => false,
            string other => throw new ArgumentException($"ILCOMICGAN_FUSION is on or off, not '{other}'"),
        };
        return device;
    }

    /// <summary>Ends the test where the device is not there.</summary>
    public static void SkipWhereAbsent(string name)
    {
        // The processor in any form, and any architecture of the PTX machine, are everywhere.
        bool everywhere = name.StartsWith("cpu", StringComparison.Ordinal) || name.StartsWith("ptx", StringComparison.Ordinal);
        if (!everywhere && !s_here.Value.Contains(name))
        {
            if (name.StartsWith("cuda", StringComparison.Ordinal))
            {
                Assert.Ignore("no NVIDIA device or driver on this machine");
            }

            Oracle.Missing("opencl", $"no device {name} on this machine (OpenCL on Debian: pocl-opencl-icd ocl-icd-opencl-dev)");
        }
    }
}
