using System.Diagnostics;
using ILComicGAN.Bench.Peers;
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

    /// <summary>Time per pixel may not grow by more than 15 % over that of 256×256; 3840×2160 fits into 6 GB.</summary>
    private static IEnumerable<ScalingResult> Pixels(int threads, int? rounds)
    {
        (int Height, int Width, int Rounds)[] sizes = [(512, 512, 7), (720, 1280, 5), (1080, 1920, 3), (2160, 3840, 1)];
        foreach ((int height, int width, int own) in sizes)
        {
            Pair pair = Pair.Measure(Generator(256, 256), Generator(height, width), threads, threads, rounds ?? own);
            string size = $"{width}×{height}";
            yield return new ScalingResult("pixels", size, pair.Second, "s");
            yield return new ScalingResult("pixels", $"{size}, cost per pixel over 256×256's", pair.Ratio * 256 * 256 / ((double)height * width), "×", AtMost: 1.15);
            yield return new ScalingResult("pixels", $"{size}, peak memory", pair.SecondPeak / Mebi, "MiB", AtMost: height == 2160 ? 6e9 / Mebi : null);
        }
    }

    private static IEnumerable<ScalingResult> Threads(int threads, int? rounds)
    {
        Pair pair = Pair.Measure(Generator(256, 256), Generator(256, 256), 2, 1, rounds ?? 9);
        yield return new ScalingResult("threads", "256×256 with 2 threads", pair.First, "s");
        yield return new ScalingResult("threads", "256×256 with 1 thread", pair.Second, "s");
        yield return new ScalingResult("threads", "speed-up of 2 threads", pair.Ratio, "×", AtLeast: 1.8);
    }

    private static IEnumerable<ScalingResult> Penalty(int threads, int? rounds)
    {
        Pair pair = Pair.Measure(Critic("plain"), Critic("penalty"), threads, threads, rounds ?? 5);
        yield return new ScalingResult("penalty", "critic step without penalty, batch 4, 256×256", pair.First, "s");
        yield return new ScalingResult("penalty", "critic step with penalty", pair.Second, "s");
        yield return new ScalingResult("penalty", "with over without", pair.Ratio, "×", AtMost: 4);
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

    private static PeerCase Critic(string form) =>
        new("critic", Operation.Critic, form, [4, 256, 256], new Dictionary<string, double>());
}
