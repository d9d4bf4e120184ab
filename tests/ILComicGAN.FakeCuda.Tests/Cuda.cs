using System.Diagnostics;
using System.Globalization;

namespace ILComicGAN.FakeCuda.Tests;

/// <summary>The program in a process that finds the driver for tests.</summary>
internal static class Cuda
{
    private static readonly string s_program = Path.Combine(AppContext.BaseDirectory, "ilcomicgan.dll");

    private static int s_runs;

    /// <summary>Runs a command of the program.</summary>
    /// <param name="folder">For the report and the kernels that were chosen.</param>
    /// <param name="settings">Of the driver, as “mode=lazy;cards=2”.</param>
    /// <param name="arguments">Of the program.</param>
    public static Result Run(TemporaryFolder folder, string settings, params string[] arguments) =>
        Start(folder, settings, "dotnet", [s_program, .. arguments]);

    /// <summary>Runs any program that is .NET's.</summary>
    public static Result Start(TemporaryFolder folder, string settings, string program, params string[] arguments)
    {
        string report = folder.File(string.Create(CultureInfo.InvariantCulture, $"driver-{Interlocked.Increment(ref s_runs)}.txt"));
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ILCOMICGAN_FAKECUDA"] = $"{settings};report={report}";
        start.Environment["LD_LIBRARY_PATH"] = DriverFile.Folder;
        start.Environment["DOTNET_STARTUP_HOOKS"] = typeof(DriverLibrary).Assembly.Location;
        start.Environment["XDG_CACHE_HOME"] = folder.File("cache");
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromMinutes(4)))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"hangs: {string.Join(' ', arguments)} with {settings}\n{error.Result}");
        }

        process.WaitForExit();
        return new Result(process.ExitCode, output.Result, error.Result, new DriverReport(report));
    }

    /// <summary>Runs a command that has to succeed without anything that a driver minds.</summary>
    public static Result Succeed(TemporaryFolder folder, string settings, params string[] arguments)
    {
        Result result = Run(folder, settings, arguments);
        Assert.That(result.Code, Is.Zero, result.Error);
        Assert.That(result.Driver.Findings, Is.Empty);
        return result;
    }
}
