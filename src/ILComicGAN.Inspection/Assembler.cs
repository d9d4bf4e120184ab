using System.Diagnostics;
using System.Text.RegularExpressions;

namespace ILComicGAN.Inspection;

/// <summary>NVIDIA's assembler and disassembler, where they are found: they take no GPU.</summary>
public sealed partial class Assembler
{
    private readonly string _ptxas;
    private readonly string? _nvdisasm;

    private Assembler(string ptxas)
    {
        _ptxas = ptxas;
        string beside = Path.Combine(Path.GetDirectoryName(ptxas)!, "nvdisasm");
        _nvdisasm = File.Exists(beside) ? beside : null;
    }

    /// <summary>Where <c>scripts/fetch-ptxas</c> puts them.</summary>
    public static string DefaultFolder => Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache
            ? cache
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
        "ilcomicgan",
        "ptxas");

    /// <summary>
    /// The assembler named by ILCOMICGAN_PTXAS, on the PATH, in <see cref="DefaultFolder"/> or in CUDA's usual folder;
    /// null where there is none.
    /// </summary>
    public static Assembler? Find()
    {
        string[] folders =
        [
            .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries),
            DefaultFolder,
            "/usr/local/cuda/bin",
        ];
        string? named = Environment.GetEnvironmentVariable("ILCOMICGAN_PTXAS");
        string? found = (named is { Length: > 0 } ? [named] : folders.Select(folder => Path.Combine(folder, "ptxas"))).FirstOrDefault(File.Exists);
        return found is null ? null : new Assembler(found);
    }

    /// <summary>Assembles PTX, and disassembles the result where that is asked for.</summary>
    /// <exception cref="InvalidOperationException">The assembler refuses it; the message is its own.</exception>
    public MachineCode Assemble(string ptx, string architecture, bool disassemble = true)
    {
        string folder = Directory.CreateTempSubdirectory("ilcomicgan-ptxas").FullName;
        try
        {
            string source = Path.Combine(folder, "kernel.ptx");
            string cubin = Path.Combine(folder, "kernel.cubin");
            File.WriteAllText(source, ptx);
            (int code, string output) = Run(_ptxas, "-v", $"-arch={architecture}", source, "-o", cubin);
            if (code != 0)
            {
                throw new InvalidOperationException(
                    $"ptxas: {output.Split('\n').FirstOrDefault(line => line.Contains("error", StringComparison.Ordinal), output).Trim()}");
            }

            string sass = _nvdisasm is null || !disassemble ? "" : Run(_nvdisasm, "-c", cubin).Output;
            return new MachineCode(
                Number(RegistersPattern().Match(output)),
                Number(SharedPattern().Match(output)),
                Number(SpillStoresPattern().Match(output)) + Number(SpillLoadsPattern().Match(output)),
                Number(StackPattern().Match(output)),
                sass);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int Number(Match match) => match.Success ? int.Parse(match.Groups[1].ValueSpan) : 0;

    private static (int Code, string Output) Run(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }

    [GeneratedRegex(@"Used (\d+) registers")]
    private static partial Regex RegistersPattern();

    [GeneratedRegex(@"(\d+) bytes smem")]
    private static partial Regex SharedPattern();

    [GeneratedRegex(@"(\d+) bytes spill stores")]
    private static partial Regex SpillStoresPattern();

    [GeneratedRegex(@"(\d+) bytes spill loads")]
    private static partial Regex SpillLoadsPattern();

    [GeneratedRegex(@"(\d+) bytes stack frame")]
    private static partial Regex StackPattern();
}
