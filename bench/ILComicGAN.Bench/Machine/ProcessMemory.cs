using System.Diagnostics;
using System.Globalization;

namespace ILComicGAN.Bench.Machine;

/// <summary>Memory of this process, in bytes.</summary>
internal static class ProcessMemory
{
    /// <summary>The most that was resident so far.</summary>
    public static long Peak => Status("VmHWM:") ?? Process.GetCurrentProcess().PeakWorkingSet64;

    /// <summary>What is resident now.</summary>
    public static long Resident => Status("VmRSS:") ?? Environment.WorkingSet;

    private static long? Status(string key)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        string line = System.IO.File.ReadLines("/proc/self/status").First(line => line.StartsWith(key, StringComparison.Ordinal));
        return 1024 * long.Parse(line[key.Length..].Replace("kB", "", StringComparison.Ordinal), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture);
    }
}
