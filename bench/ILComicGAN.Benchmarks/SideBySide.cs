using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ILComicGAN.Engine;
using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Random;
using ILComicGAN.Networks;
using ILComicGAN.Training;

namespace ILComicGAN.Benchmarks;

/// <summary>
/// Ours and PyTorch in turn, one run each, in one go on one machine with the same number of threads: medians, ratios,
/// and each process's peak memory.
/// </summary>
internal static class SideBySide
{
    private static readonly (string Name, string Op, int Height, int Width, int Repeats)[] s_cases =
    [
        ("stylize 256×256", "stylize", 256, 256, 9),
        ("stylize 1280×720", "stylize", 720, 1280, 3),
        ("training step 256×256, batch 1", "train", 256, 256, 5),
    ];

    public static int Run(int threads)
    {
        Console.WriteLine($"{threads} threads; medians of alternating runs after one warm-up each");
        Console.WriteLine("| | ours (s) | PyTorch (s) | PyTorch/ours | peak memory ours | PyTorch |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
        foreach ((string name, string op, int height, int width, int repeats) in s_cases)
        {
            // A process each per case, so that the peak memory is the case's own.
            using Peer ours = Peer.Start(Environment.ProcessPath!, [.. OwnArguments(), "peer", $"{threads}"]);
            using Peer torch = Peer.Start("/usr/bin/python3", [Path.Combine(Root(), "bench/peers/torch_peer.py"), "--threads", $"{threads}"]);
            List<double> own = [];
            List<double> other = [];
            for (int i = 0; i <= repeats; i++)
            {
                double a = ours.Ask(op, height, width);
                double b = torch.Ask(op, height, width);
                if (i > 0)
                {
                    own.Add(a);
                    other.Add(b);
                }
            }

            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {Median(own):F2} | {Median(other):F2} | {Median(own.Zip(other, (a, b) => b / a)):F2} | {ours.Peak / 1e6:F0} MB | {torch.Peak / 1e6:F0} MB |"));
        }

        return 0;
    }

    /// <summary>Our side of it, in a process of its own.</summary>
    public static int Serve(int threads)
    {
        using CpuDevice device = CpuDevice.Create(threads);
        TrainingSettings settings = new();
        LwComicGan? system = null;
        LwComicGanGenerator? generator = null;
        while (Console.ReadLine() is { } line)
        {
            using JsonDocument request = JsonDocument.Parse(line);
            string op = request.RootElement.GetProperty("op").GetString()!;
            if (op == "quit")
            {
                break;
            }

            (int height, int width) = (request.RootElement.GetProperty("height").GetInt32(), request.RootElement.GetProperty("width").GetInt32());
            double seconds;
            if (op == "stylize")
            {
                generator ??= new LwComicGanGenerator(new ParameterFactory(device, 1));
                seconds = Stylize(device, generator, height, width);
            }
            else
            {
                system ??= new LwComicGan(device, settings, new Vgg19(new ParameterFactory(device, 3), VggLayer.Default));
                seconds = TrainStep(device, system, height);
            }

            using Process self = Process.GetCurrentProcess();
            Console.WriteLine(JsonSerializer.Serialize(new { seconds, peak = self.PeakWorkingSet64 }));
        }

        generator?.Dispose();
        system?.Dispose();
        return 0;
    }

    private static double Stylize(Device device, Generator generator, int height, int width)
    {
        using TensorScope scope = new();
        using Pause pause = GradientRecording.Pause();
        Tensor photo = Random(device, 1, height, width);
        Stopwatch clock = Stopwatch.StartNew();
        generator.Forward(photo).ToArray();
        return clock.Elapsed.TotalSeconds;
    }

    private static double TrainStep(Device device, LwComicGan system, int size)
    {
        using TensorScope scope = new();
        Tensor photo = Random(device, 1, size, size);
        Tensor style = Random(device, 2, size, size);
        Tensor epsilon = Tensor.Full(device, new Shape(1, 1, 1, 1), 0.4);
        Stopwatch clock = Stopwatch.StartNew();
        Tensor fake = system.Generator.Forward(photo);
        system.CriticGradients(fake, style, epsilon);
        system.CriticOptimizer.Step();
        system.GeneratorGradients(fake, photo, style).Total.Item();
        system.GeneratorOptimizer.Step();
        return clock.Elapsed.TotalSeconds;
    }

    private static Tensor Random(Device device, ulong stream, int height, int width)
    {
        float[] values = new float[3 * height * width];
        new RandomStream(1, stream).FillUniform(values, -1, 1);
        return Tensor.FromHost(device, new Shape(1, 3, height, width), values);
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static string[] OwnArguments() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(SideBySide).Assembly.Location] : [];

    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ILComicGAN.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("run this from a checkout of the repository");
    }
}
