using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ILComicGAN.GpuCheck.Entries;

namespace ILComicGAN.GpuCheck.Parts;

/// <summary>The same work in PyTorch, by the script that the kit carries, where a Python with PyTorch is found.</summary>
internal static class PyTorchPart
{
    private const string Probe = "import torch; print('PyTorch', torch.__version__, 'cuda' if torch.cuda.is_available() else 'no-cuda')";

    public static void Run(PartContext context)
    {
        if (FindPython(context) is not { } python)
        {
            context.Add(new Fact("left out", "there is no Python with PyTorch that sees the card; --python FILE names one"));
            return;
        }

        string cases = Path.Combine(context.Options.Folder, "peer-cases.json");
        File.WriteAllText(cases, JsonSerializer.Serialize(WholePart.Cases(context.Options).Concat(Layers(context.Options)), EntryFile.Json));
        string[] arguments =
        [
            CheckOptions.Carried("bench", "peers", "torch_card.py"), "--cases", cases, "--device", context.Options.PeerDevice,
            "--seconds", context.SecondsLeft.ToString("F0", CultureInfo.InvariantCulture), .. context.Options.Small ? ["--once"] : Array.Empty<string>(),
        ];
        ProcessStartInfo start = new(python, arguments) { RedirectStandardOutput = true };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        using Process process = Process.Start(start)!;
        int count = 0;
        while (process.StandardOutput.ReadLine() is { } line)
        {
            context.Add(JsonSerializer.Deserialize<Entry>(line, EntryFile.Json)!);
            count++;
        }

        process.WaitForExit();
        context.Add(new Comparison("PyTorch's script", process.ExitCode == 0 && count > 0, Text: $"exit code {process.ExitCode}, {count} lines"));
    }

    /// <summary>The layers, where the part before has written them.</summary>
    private static IEnumerable<PeerCase> Layers(CheckOptions options)
    {
        string file = LayersPart.CasesFile(options);
        PeerCase[] all = File.Exists(file) ? JsonSerializer.Deserialize<PeerCase[]>(File.ReadAllText(file), EntryFile.Json)! : [];
        return options.Small ? all.Take(3) : all;
    }

    private static string? FindPython(PartContext context)
    {
        foreach (string candidate in context.Options.Python is { } given ? [given] : new[] { "python3", "python", "/opt/conda/bin/python", "/usr/bin/python3" })
        {
            try
            {
                using Process process = Process.Start(new ProcessStartInfo(candidate, ["-c", Probe]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
                Task<string> output = process.StandardOutput.ReadToEndAsync();
                _ = process.StandardError.ReadToEndAsync();
                if (process.WaitForExit(TimeSpan.FromSeconds(30)) && process.ExitCode == 0)
                {
                    context.Add(new Fact(candidate, output.Result.Trim()));
                    if (context.Options.PeerDevice == "cpu" || !output.Result.Contains("no-cuda", StringComparison.Ordinal))
                    {
                        return candidate;
                    }
                }
                else if (!process.HasExited)
                {
                    process.Kill(entireProcessTree: true);
                }
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // Not there.
            }
        }

        return null;
    }
}
