using System.Diagnostics;
using ILComicGAN.Bench.Peers;
using ILComicGAN.Bench.Peers.Processes;
using ILComicGAN.Imaging;

namespace ILComicGAN.Bench.Scaling;

/// <summary>How our cost grows: with pixels, with fewer threads, with the penalty; and what starting up takes.</summary>
internal static class ScalingCases
{
    private const double Mebi = 1024 * 1024;

    /// <summary>The measurements by name; each takes the number of threads and of rounds.</summary>
    public static IReadOnlyList<(string Name, Func<int, int?, IEnumerable<ScalingResult>> Measure)> All { get; } =
    [
        ("pixels", Pixels),
        ("threads", Threads),
        ("penalty", Penalty),
        ("startup", StartUp),
    ];

    /// <summary>Nanoseconds per pixel may not grow by more than 15 % over those at 256×256; 3840×2160 fits into 6 GB.</summary>
    private static IEnumerable<ScalingResult> Pixels(int threads, int? rounds)
    {
        (int Height, int Width, int Rounds)[] sizes = [(256, 256, 9), (512, 512, 7), (720, 1280, 5), (1080, 1920, 3), (2160, 3840, 1)];
        double first = 0;
        foreach ((int height, int width, int own) in sizes)
        {
            (double seconds, long peak) = Time(Generator(height, width), threads, rounds ?? own);
            double each = seconds * 1e9 / ((double)height * width);
            first = first == 0 ? each : first;
            string size = $"{width}×{height}";
            yield return new ScalingResult("pixels", size, seconds, "s");
            yield return new ScalingResult("pixels", $"{size}, cost per pixel over 256×256's", each / first, "×", AtMost: 1.15);
            yield return new ScalingResult("pixels", $"{size}, peak memory", peak / Mebi, "MiB", AtMost: height == 2160 ? 6e9 / Mebi : null);
        }
    }

    private static IEnumerable<ScalingResult> Threads(int threads, int? rounds)
    {
        PeerCase generator = Generator(256, 256);
        (double one, _) = Time(generator, 1, rounds ?? 9);
        (double two, _) = Time(generator, 2, rounds ?? 9);
        yield return new ScalingResult("threads", "256×256 with 1 thread", one, "s");
        yield return new ScalingResult("threads", "256×256 with 2 threads", two, "s");
        yield return new ScalingResult("threads", "speed-up of 2 threads", one / two, "×", AtLeast: 1.8);
    }

    private static IEnumerable<ScalingResult> Penalty(int threads, int? rounds)
    {
        (double plain, _) = Time(new PeerCase("critic", Operation.Critic, "plain", [4, 256, 256], new Dictionary<string, double>()), threads, rounds ?? 5);
        (double penalty, _) = Time(new PeerCase("critic", Operation.Critic, "penalty", [4, 256, 256], new Dictionary<string, double>()), threads, rounds ?? 5);
        yield return new ScalingResult("penalty", "critic step without penalty, batch 4, 256×256", plain, "s");
        yield return new ScalingResult("penalty", "critic step with penalty", penalty, "s");
        yield return new ScalingResult("penalty", "with over without", penalty / plain, "×", AtMost: 4);
    }

    /// <summary>The whole process of “ilcomicgan stylize” for one picture of 256×256, as a user starts it after building.</summary>
    private static IEnumerable<ScalingResult> StartUp(int threads, int? rounds)
    {
        string folder = Directory.CreateTempSubdirectory("ilcomicgan-bench-").FullName;
        try
        {
            string photo = Path.Combine(folder, "photo.png");
            byte[] encoded = PictureFile.Encode(PictureFile.Load(Repository.File("samples/picosdeeuropa.jpg")).Resize(256, 256), ".png");
            File.WriteAllBytes(photo, encoded);
            string program = Path.Combine(AppContext.BaseDirectory, "ilcomicgan.dll");
            double[] seconds = [.. Enumerable.Range(0, (rounds ?? 7) + 1).Select(_ => Stylize(program, photo, threads))];
            yield return new ScalingResult("startup", "stylize of one 256×256 picture, whole process", Statistics.Median(seconds.Skip(1)), "s", AtMost: 1.5);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double Stylize(string program, string photo, int threads)
    {
        Stopwatch clock = Stopwatch.StartNew();
        using Process process = Process.Start(new ProcessStartInfo(
            "dotnet", [program, "stylize", photo, "-o", Path.ChangeExtension(photo, ".out.png"), "--threads", $"{threads}"])
        {
            RedirectStandardOutput = true,
        })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? clock.Elapsed.TotalSeconds : throw new BenchException("stylize failed; its own message is above.");
    }

    private static PeerCase Generator(int height, int width) =>
        new("generator", Operation.Generator, "PerLayer", [1, height, width], new Dictionary<string, double>());

    private static (double Seconds, long Peak) Time(PeerCase item, int threads, int rounds)
    {
        string folder = Directory.CreateTempSubdirectory("ilcomicgan-bench-").FullName;
        try
        {
            string file = Path.Combine(folder, "case.safetensors");
            CaseFile.Write(item, file);
            using PeerProcess process = PeerProcess.Start(ServeCommand.Ours, threads);
            process.Ask(item, file, 1);
            double seconds = Statistics.Median(Enumerable.Range(0, rounds).Select(_ => process.Ask(item, file, 1).Seconds));
            return (seconds, process.PeakOverIdle);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
