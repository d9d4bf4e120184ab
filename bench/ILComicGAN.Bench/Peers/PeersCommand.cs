using System.CommandLine;
using System.Globalization;
using ILComicGAN.Bench.Machine;
using ILComicGAN.Bench.Peers.Processes;
using Spectre.Console;

namespace ILComicGAN.Bench.Peers;

/// <summary>Measures ours beside PyTorch and ONNX Runtime.</summary>
internal static class PeersCommand
{
    public static Command Create()
    {
        Option<bool> json = BenchOptions.Json();
        Option<string[]> cases = BenchOptions.Case();
        Option<int> threads = BenchOptions.Threads();
        Option<int?> rounds = BenchOptions.Rounds();
        Option<bool> list = BenchOptions.List();
        Option<string?> only = new("--peer") { Description = "Only this peer." };
        only.AcceptOnlyFromAmong(PeerCases.PyTorch, PeerCases.OnnxRuntime);
        Command command = new("peers", "Ours, PyTorch and ONNX Runtime in turn: medians, ratios, rates, and peak memory.")
        {
            json, cases, threads, rounds, list, only,
        };
        command.SetAction(parsed =>
        {
            IReadOnlyList<PeerCase> chosen = BenchOptions.Choose(PeerCases.All, parsed.GetValue(cases), item => item.Name);
            if (parsed.GetValue(list))
            {
                foreach (PeerCase item in chosen)
                {
                    Console.WriteLine($"{item.Name}: {string.Join(", ", item.Targets.Keys)}");
                }

                return 0;
            }

            List<PeerResult> results = Run(chosen, parsed.GetValue(only), parsed.GetValue(threads), parsed.GetValue(rounds));
            if (parsed.GetValue(json))
            {
                BenchOptions.PrintJson(results);
            }
            else
            {
                Print(results);
            }

            return 0;
        });
        return command;
    }

    private static List<PeerResult> Run(IReadOnlyList<PeerCase> cases, string? only, int threads, int? rounds)
    {
        Console.Error.WriteLine($"measuring what the machine can do with {threads} threads");
        MachinePeak machine = MachinePeak.Measure(threads);
        List<PeerResult> results = [];
        foreach (PeerCase item in cases)
        {
            string[] peers = [.. item.Targets.Keys.Where(peer => only is null || peer == only)];
            if (peers.Contains(PeerCases.PyTorch) && !File.Exists(PeerProcess.TorchPython))
            {
                Console.Error.WriteLine($"{item.Name}: without PyTorch, since there is no {PeerProcess.TorchPython} (Debian: python3-torch)");
                peers = [.. peers.Where(peer => peer != PeerCases.PyTorch)];
            }

            if (peers.Length > 0)
            {
                Console.Error.WriteLine(item.Name);
                results.AddRange(SideBySide.Run(item, peers, threads, rounds, machine));
            }
        }

        return results;
    }

    private static void Print(List<PeerResult> results)
    {
        if (results.Count == 0)
        {
            return;
        }

        PeerResult first = results[0];
        Table table = new() { Border = TableBorder.Markdown };
        table.AddColumns("case", "peer", "ours", "peer's", "peer/ours", "target", "ours", "peer's", "ours MiB", "peer MiB");
        foreach (PeerResult r in results)
        {
            table.AddRow(
                r.Case,
                r.Peer,
                Seconds(r.OursSeconds),
                Seconds(r.PeerSeconds),
                F(r.Ratio, "F2"),
                r.Target is { } target ? $"≥ {F(target, "0.#")} {Met(r.Ratio >= target)}" : "",
                Speed(r.OursGflops, r.PeakGflops, r.OursGBytes, r.PeakGBytes),
                Speed(r.PeerGflops, r.PeakGflops, r.PeerGBytes, r.PeakGBytes),
                F(r.OursPeakMiB, "F0"),
                F(r.PeerPeakMiB, "F0") + (r.MemoryTarget is { } memory ? $" ({F(r.MemoryRatio, "F2")}×, target ≤ {F(memory, "0.#")} {Met(r.MemoryRatio <= memory)})" : ""));
        }

        AnsiConsole.Profile.Width = 200;
        AnsiConsole.Write(table);
        Console.WriteLine(
            $"{first.Threads} threads; the machine: {F(first.PeakGflops, "F0")} GFLOP/s, {F(first.PeakGBytes, "F1")} GB/s (measured). "
            + "GFLOP/s by the direct formula; memory is each process's peak over itself idle.");
    }

    private static string Met(bool met) => met ? "met" : "missed";

    private static string Seconds(double seconds) => seconds < 0.1 ? $"{F(seconds * 1e3, "G3")} ms" : $"{F(seconds, "F2")} s";

    private static string Speed(double? gflops, double? peakGflops, double? bytes, double? peakBytes) =>
        gflops is { } rate ? $"{F(rate, "F0")} GFLOP/s ({F(100 * rate / peakGflops, "F0")} %)"
        : bytes is { } bandwidth ? $"{F(bandwidth, "F1")} GB/s ({F(100 * bandwidth / peakBytes, "F0")} %)"
        : "";

    private static string F(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";
}
