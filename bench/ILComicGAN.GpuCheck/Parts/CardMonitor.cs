using System.ComponentModel;
using System.Diagnostics;
using ILComicGAN.GpuCheck.Entries;

namespace ILComicGAN.GpuCheck.Parts;

/// <summary>Clocks, temperature and power by the driver's own tool, which comes with it.</summary>
internal static class CardMonitor
{
    private const string Asked = "name,driver_version,pstate,clocks.sm,clocks.max.sm,clocks.mem,clocks.max.mem,temperature.gpu,power.draw,power.limit,utilization.gpu,memory.used";

    public static Fact Now() => new("nvidia-smi", Ask());

    private static string Ask()
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("nvidia-smi", [$"--query-gpu={Asked}", "--format=csv"]) { RedirectStandardOutput = true })!;
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            return process.WaitForExit(TimeSpan.FromSeconds(10)) ? output.Result.Trim().ReplaceLineEndings(" / ") : "does not answer";
        }
        catch (Win32Exception)
        {
            return "not there";
        }
    }
}
