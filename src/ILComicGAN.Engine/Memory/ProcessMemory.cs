using System.Globalization;

namespace ILComicGAN.Engine.Memory;

/// <summary>The memory of the machine, as far as this process may have it.</summary>
public static class ProcessMemory
{
    private const string LinuxNumbers = "/proc/meminfo";

    /// <summary>
    /// Bytes that this process may hold in all, those that it holds now included: no more than a container allows, and on Linux
    /// no more than what other programs leave.
    /// </summary>
    public static long Limit
    {
        get
        {
            long allowed = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
            return Free() is { } free ? Math.Min(allowed, free + Environment.WorkingSet) : allowed;
        }
    }

    private static long? Free()
    {
        const string Name = "MemAvailable:";
        if (!OperatingSystem.IsLinux() || !File.Exists(LinuxNumbers))
        {
            return null;
        }

        string? line = File.ReadLines(LinuxNumbers).FirstOrDefault(line => line.StartsWith(Name, StringComparison.Ordinal));
        string? number = line?[Name.Length..].Trim().Split(' ')[0];
        return long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long kibibytes) ? kibibytes * 1024 : null;
    }
}
