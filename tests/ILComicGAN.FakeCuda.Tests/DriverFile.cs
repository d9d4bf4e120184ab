using System.ComponentModel;
using System.Diagnostics;

namespace ILComicGAN.FakeCuda.Tests;

/// <summary>The driver's library, compiled once for all tests.</summary>
internal static class DriverFile
{
    private static readonly Lazy<(string? Folder, string Reason)> s_built = new(Build);

    /// <summary>Where libcuda.so.1 is; ends the test where no compiler is.</summary>
    public static string Folder
    {
        get
        {
            (string? folder, string reason) = s_built.Value;
            if (folder is null)
            {
                Oracle.Missing("gcc", reason);
            }

            return folder;
        }
    }

    private static (string? Folder, string Reason) Build()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "driver");
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("bash", [Path.Combine(AppContext.BaseDirectory, "build-driver"), folder])
            {
                RedirectStandardError = true,
            })!;
            string error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode == 0)
            {
                return (folder, "");
            }

            return error.Contains("gcc: not found", StringComparison.Ordinal)
                ? (null, "no gcc on this machine")
                : throw new InvalidOperationException(error);
        }
        catch (Win32Exception e)
        {
            return (null, e.Message);
        }
    }
}
