using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ILComicGAN.Bench.Machine;
using ILComicGAN.Bench.Peers.Processes;
using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Networks.Perceptual;
using ILComicGAN.Weights;
using Spectre.Console;

namespace ILComicGAN.Bench.Loading;

/// <summary>
/// Loads VGG-19 (float32, PyTorch's zip form, to conv5_4) into a network's device buffers, beside torch.load of the same
/// file into tensors: in turn, each time in processes of their own, with the file in the system's cache.
/// </summary>
internal static class LoadingCommand
{
    private const int UsualRounds = 9;

    public static Command Create()
    {
        Option<int?> rounds = BenchOptions.Rounds();
        Command command = new("loading", "Loads a VGG-19 .pth beside torch.load: time and peak memory.") { rounds, CreateOnce() };
        command.SetAction(parsed => Run(parsed.GetValue(rounds) ?? UsualRounds));
        return command;
    }

    private static Command CreateOnce()
    {
        Argument<string> file = new("file");
        Command command = new("once", "Loads a file twice and says how long each took.") { file };
        command.Hidden = true;
        command.SetAction(parsed => Once(parsed.GetValue(file)!));
        return command;
    }

    private static int Once(string path)
    {
        using CpuDevice device = CpuDevice.Create();
        (double first, long count) = Timed(path, device);
        long peak = ProcessMemory.Peak;
        (double again, _) = Timed(path, device);
        Console.WriteLine(JsonSerializer.Serialize(new LoadingResult(first, again, peak, count), JsonSerializerOptions.Web));
        return 0;
    }

    private static (double Seconds, long Count) Timed(string path, CpuDevice device)
    {
        long start = Stopwatch.GetTimestamp();
        using WeightFile file = WeightFile.Open(path);
        using Vgg19 vgg = VggFile.Load(file, device, new VggLayer("conv5_4"));
        return (Stopwatch.GetElapsedTime(start).TotalSeconds, vgg.ParameterCount);
    }

    private static int Run(int rounds)
    {
        string folder = Directory.CreateTempSubdirectory("ilcomicgan-loading-").FullName;
        try
        {
            string file = Path.Combine(folder, "vgg19.pth");
            string script = Repository.File("bench/peers/torch_load.py");
            Start(PeerProcess.TorchPython, script, "--make", file);
            (List<LoadingResult> ours, List<LoadingResult> torch) = ([], []);
            for (int round = 0; round < rounds; round++)
            {
                ours.Add(Measure("dotnet", typeof(LoadingCommand).Assembly.Location, "loading", "once", file));
                torch.Add(Measure(PeerProcess.TorchPython, script, file));
            }

            Print(ours, torch);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static LoadingResult Measure(string program, params string[] arguments)
    {
        long start = Stopwatch.GetTimestamp();
        string output = Start(program, arguments);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return JsonSerializer.Deserialize<LoadingResult>(output, JsonSerializerOptions.Web)! with { Process = seconds };
    }

    private static string Start(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new BenchException($"{program} failed; its own message is above.");
    }

    private static void Print(List<LoadingResult> ours, List<LoadingResult> torch)
    {
        Table table = new() { Border = TableBorder.Markdown };
        table.AddColumns("", "ours", "torch.load");
        Row("load, code compiled already (ms)", result => 1000 * result.Again);
        Row("first load in a process (ms)", result => 1000 * result.First);
        Row("whole process of two loads (ms)", result => 1000 * result.Process);
        Row("peak memory of the process (MB)", result => result.Peak / 1e6);
        Row("numbers (millions)", result => result.Count / 1e6);
        AnsiConsole.Profile.Width = 120;
        AnsiConsole.Write(table);

        void Row(string what, Func<LoadingResult, double> value) =>
            table.AddRow(what, Median(ours, value), Median(torch, value));
    }

    private static string Median(List<LoadingResult> results, Func<LoadingResult, double> value) =>
        Statistics.Median(results.Select(value)).ToString("0.0", CultureInfo.InvariantCulture);
}
