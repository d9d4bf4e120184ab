using System.Collections.Concurrent;
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ILComicGAN.Engine.Gpu.Benchmarks;
using ILComicGAN.Inspection;
using ILComicGAN.Kernels.Catalog;

namespace ILComicGAN.Cli.Commands.Kernels;

/// <summary>Compiles and assembles kernels for architectures that need not be there, and says what became of them.</summary>
internal static class KernelsCompileCommand
{
    public static Command Create()
    {
        Argument<string?> name = new("name") { Description = "A kernel or the beginning of its name; all by default.", Arity = ArgumentArity.ZeroOrOne };
        Option<string> architecture = new("--arch") { Description = "sm_75, sm_86, sm_89, sm_90 or all.", DefaultValueFactory = _ => "all" };
        Option<string> card = new("--card") { Description = "Whose roofline to compare with: 2080 Ti, 3090, 4090, H100, or a JSON file.", DefaultValueFactory = _ => "RTX 3090" };
        Option<bool> json = CommonOptions.Json();
        Command command = new("compile", "Compile and assemble kernels, with registers, spills, occupancy and the hot loop's instructions.")
        {
            name, architecture, card, json,
        };
        command.SetAction(parsed => Run(
            parsed.GetValue(name), parsed.GetValue(architecture)!, parsed.GetValue(card)!, parsed.GetValue(json)));
        return command;
    }

    private static int Run(string? name, string architecture, string cardName, bool json)
    {
        IReadOnlyList<KernelEntry> entries = KernelsCommand.Matching(name);
        IReadOnlyList<string> architectures = KernelsCommand.Architectures(architecture);
        Card card = KernelsCommand.Checked(() => Card.Find(cardName));
        Assembler? assembler = Assembler.Find();
        if (assembler is null)
        {
            Console.Error.WriteLine($"ptxas was not found, so nothing is assembled (scripts/fetch-ptxas puts it into {Assembler.DefaultFolder}).");
        }

        ConcurrentBag<KernelReport> made = [];
        Parallel.ForEach(
            architectures.SelectMany(_ => entries, (arch, entry) => (arch, entry)).Where(job => job.entry.RunsOn(job.arch)),
            KernelCompiler.Parallelism,
            job => made.Add(KernelReport.Make(job.entry, job.arch, assembler)));
        KernelReport[] reports = [.. made.OrderBy(report => report.Kernel, StringComparer.Ordinal).ThenBy(report => report.Arch, StringComparer.Ordinal)];
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(
                reports.Select(report => new
                {
                    report.Kernel,
                    report.Arch,
                    Assembled = report.Code is not null,
                    report.Code?.Registers,
                    report.Code?.SpillBytes,
                    report.Code?.SharedBytes,
                    HotLoopFma = report.Code?.HotLoop.MultiplyAdds,
                    HotLoopInstructions = report.Code?.HotLoop.Total,
                    report.Error,
                    Occupancy = report.Occupancy?.Share,
                    HotLoop = report.Code?.HotLoop.Counts,
                }),
                KernelsCommand.Json));
        }
        else
        {
            Print(reports, card);
        }

        int failed = reports.Count(report => report.Error is not null);
        if (failed > 0)
        {
            KernelReport first = reports.First(report => report.Error is not null);
            Console.Error.WriteLine($"{failed} of {reports.Length} kernels failed; the first is {first.Kernel} for {first.Arch}: {first.Error}");
        }

        return failed > 0 ? ExitCode.Failure : ExitCode.Success;
    }

    private static void Print(KernelReport[] reports, Card card)
    {
        TextTable table = new("kernel", "arch", ">registers", ">spills", ">shared", "occupancy", "hot loop", "moves", "note");
        foreach (KernelReport report in reports)
        {
            InstructionMix? loop = report.Code?.HotLoop;
            table.Add(
                report.Kernel,
                report.Arch,
                $"{report.Code?.Registers}",
                $"{report.Code?.SpillBytes}",
                $"{report.Code?.SharedBytes}",
                report.Occupancy is { } occupancy ? string.Create(CultureInfo.InvariantCulture, $"{occupancy.Share:P0} ({occupancy.LimitedBy})") : "",
                loop is { MultiplyAdds: > 0 } ? string.Create(CultureInfo.InvariantCulture, $"{loop.MultiplyAdds} FMA of {loop.Total} = {(double)loop.MultiplyAdds / loop.Total:P1}") : $"{loop?.Total}",
                loop is null ? "" : string.Join(", ", loop.Counts.Where(kind => kind.Key.StartsWith("LD", StringComparison.Ordinal) || kind.Key.StartsWith("ST", StringComparison.Ordinal)).OrderBy(kind => kind.Key).Select(kind => $"{kind.Key}×{kind.Value}")),
                report.Error ?? "");
        }

        table.Write();
        Console.WriteLine();
        Console.WriteLine($"Bounds by count on {card.Name} ({card.TeraFlops} TFLOP/s, {card.GigabytesPerSecond} GB/s):");
        TextTable bounds = new("operation", "shape", ">GFLOP", ">MB at least", "bound", ">not below");
        foreach (IGrouping<string, KernelBenchmark> family in KernelBenchmarks.All.GroupBy(trial => trial.Family))
        {
            KernelBenchmark trial = family.First();
            KernelWork work = trial.Parse(trial.Standard);
            (double seconds, string bound) = card.Roofline(work.Flops, work.Bytes);
            bounds.Add(
                family.Key,
                trial.Standard,
                (work.Flops / 1e9).ToString("F2", CultureInfo.InvariantCulture),
                (work.Bytes / 1e6).ToString("F1", CultureInfo.InvariantCulture),
                bound,
                string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e6:F0} µs"));
        }

        bounds.Write();
    }
}
