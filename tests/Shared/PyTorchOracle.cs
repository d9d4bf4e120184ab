using System.Diagnostics;
using ILComicGAN.Weights;

namespace ILComicGAN.Tests.Shared;

/// <summary>
/// Runs the scripts in tests/oracle with Debian's PyTorch and keeps what they wrote. Where PyTorch is not installed,
/// the tests that need it are reported as missing it, with this reason.
/// </summary>
internal static class PyTorchOracle
{
    private const string Python = "/usr/bin/python3";

    private static readonly Dictionary<string, string> s_folders = [];
    private static readonly Lock s_lock = new();
    private static string? s_missing;

    /// <summary>The folder with the output of a script, which runs once per test run.</summary>
    public static string Run(string script, params string[] arguments)
    {
        lock (s_lock)
        {
            SkipWhereAbsent();
            string key = string.Join(' ', [script, .. arguments]);
            if (!s_folders.TryGetValue(key, out string? folder))
            {
                folder = Directory.CreateTempSubdirectory("ilcomicgan-oracle-").FullName;
                AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
                string path = RepositoryRoot.File("tests", "oracle", script);
                (int code, string error) = Start([path, "--out", folder, .. arguments]);
                if (error.Contains("No module named 'h5py'", StringComparison.Ordinal))
                {
                    Oracle.Missing("h5py", $"h5py is not here: {Python} cannot import it (Debian: python3-h5py)");
                }

                Assert.That(code, Is.Zero, error);
                s_folders.Add(key, folder);
            }

            return folder;
        }
    }

    /// <summary>Ends the test where there is no PyTorch.</summary>
    public static void SkipWhereAbsent()
    {
        lock (s_lock)
        {
            s_missing ??= WhyMissing();
            if (s_missing.Length > 0)
            {
                Oracle.Missing("torch", s_missing);
            }
        }
    }

    /// <summary>The arrays that a script wrote, by name.</summary>
    public static WeightFile Arrays(string folder, string name) => WeightFile.Read(Path.Combine(folder, name));

    /// <summary>One of the arrays.</summary>
    public static WeightTensor Get(this WeightFile file, string name) =>
        file.TryGet(name, out WeightTensor? tensor) ? tensor! : throw new KeyNotFoundException(name);

    private static string WhyMissing()
    {
        if (!File.Exists(Python))
        {
            return $"PyTorch is not here: there is no {Python}";
        }

        (int code, _) = Start("-c", "import torch, numpy");
        return code == 0 ? "" : $"PyTorch is not here: {Python} cannot import torch (Debian: python3-torch)";
    }

    /// <summary>Runs Debian's Python.</summary>
    public static (int Code, string Error) Start(params string[] arguments)
    {
        ProcessStartInfo start = new(Python, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        // The oracle's folder stays as it was checked out.
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        using Process process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, error);
    }
}
