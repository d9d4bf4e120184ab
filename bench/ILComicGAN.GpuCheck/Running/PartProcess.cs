using System.Diagnostics;
using System.Globalization;
using ILComicGAN.GpuCheck.Entries;
using ILComicGAN.GpuCheck.Parts;

namespace ILComicGAN.GpuCheck.Running;

/// <summary>Runs a part in a process of its own: what it did not survive, the others do.</summary>
internal static class PartProcess
{
    /// <summary>A part that keeps to its time ends before.</summary>
    private const double Grace = 20;

    private const int MostRemark = 2000;

    public static async Task<PartResult> Run(Part part, CheckOptions options, double seconds)
    {
        string file = Path.Combine(options.Folder, $"{part.Name}.jsonl");
        File.Delete(file);
        long began = Stopwatch.GetTimestamp();
        ProcessStartInfo start = new(Environment.ProcessPath!, Arguments(part, options, file, seconds)) { RedirectStandardError = true };
        start.Environment["ILCOMICGAN_TEST_DEVICES"] = options.Device;
        // Kernels that were chosen, by us, and compiled, by NVIDIA's driver: for this run, and not among the user's.
        string cache = Path.Combine(options.Folder, "cache");
        (start.Environment["XDG_CACHE_HOME"], start.Environment["CUDA_CACHE_PATH"]) = (cache, Path.Combine(cache, "nv"));
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(seconds + Grace));
        PartOutcome outcome;
        string? remark;
        try
        {
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            outcome = process.ExitCode == ExitCode.Right ? PartOutcome.Done : PartOutcome.Crashed;
            remark = outcome == PartOutcome.Done ? null : $"exit code {process.ExitCode}: {Tail(await error.ConfigureAwait(false))}";
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            (outcome, remark) = (PartOutcome.Ended, string.Create(CultureInfo.InvariantCulture, $"it did not end within {seconds + Grace:F0} s"));
        }

        return new PartResult(part.Name, part.Title, outcome, remark, Stopwatch.GetElapsedTime(began).TotalSeconds, EntryFile.Read(file));
    }

    private static IEnumerable<string> Arguments(Part part, CheckOptions options, string file, double seconds)
    {
        // Started by “dotnet program.dll”, the process is dotnet's.
        bool hosted = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet";
        IEnumerable<string> program = hosted ? [typeof(PartProcess).Assembly.Location] : [];
        return [.. program, "part", part.Name, "--entries", file, "--seconds", seconds.ToString("F1", CultureInfo.InvariantCulture), .. options.Arguments()];
    }

    private static string Tail(string text)
    {
        string trimmed = text.Trim();
        return trimmed.Length <= MostRemark ? trimmed : trimmed[^MostRemark..];
    }
}
