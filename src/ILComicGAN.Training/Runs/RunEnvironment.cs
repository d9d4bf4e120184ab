using System.Reflection;
using System.Runtime.InteropServices;
using ILComicGAN.Engine.Devices;

namespace ILComicGAN.Training.Runs;

/// <summary>What a run was computed with. Nothing in it tells whose machine it was.</summary>
/// <param name="Device">The device's name.</param>
/// <param name="DeviceDescription">What the device is: threads, vectors, memory.</param>
/// <param name="Processor">The processor's name.</param>
/// <param name="OperatingSystem">The operating system.</param>
/// <param name="Runtime">The .NET runtime.</param>
/// <param name="Version">This library's version.</param>
public sealed record RunEnvironment(
    string Device, string DeviceDescription, string Processor, string OperatingSystem, string Runtime, string Version)
{
    /// <summary>This process on a device.</summary>
    public static RunEnvironment Of(Device device) => new(
        device.Name,
        device.Description,
        ProcessorName(),
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription,
        typeof(RunEnvironment).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown");

    private static string ProcessorName()
    {
        string architecture = RuntimeInformation.ProcessArchitecture.ToString();
        try
        {
            // Only Linux has the name in this file; elsewhere the architecture must suffice.
            string? line = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal));
            return line is null ? architecture : $"{line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()} ({architecture})";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return architecture;
        }
    }
}
