using System.Diagnostics;

namespace ILComicGAN.Cli.Tests;

/// <summary>The program in a process of its own.</summary>
internal static class RunningProgram
{
    public static string Path => System.IO.Path.Combine(AppContext.BaseDirectory, "ilcomicgan.dll");

    /// <summary>The program dotnet, by its path: found even where PATH is changed.</summary>
    public static string Host => Environment.ProcessPath is { } host && System.IO.Path.GetFileNameWithoutExtension(host) == "dotnet"
        ? host
        : System.IO.Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet");

    public static Result Run(params string[] arguments) => Finish(Start(arguments));

    public static Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo("dotnet", [Path, .. arguments])
    {
        RedirectStandardError = true,
        RedirectStandardOutput = true,
    })!;

    /// <summary>A script of bash in a mount namespace of its own, where it may mount.</summary>
    public static Process StartShell(string script) => Process.Start(new ProcessStartInfo("unshare", ["-rm", "bash", "-c", script])
    {
        RedirectStandardError = true,
        RedirectStandardOutput = true,
    })!;

    public static Result Finish(Process process)
    {
        using (process)
        {
            Task<string> error = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return new Result(process.ExitCode, output, error.Result);
        }
    }
}
