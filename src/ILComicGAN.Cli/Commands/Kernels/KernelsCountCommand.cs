using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using ILComicGAN.Engine.Gpu.Benchmarks;
using ILComicGAN.Engine.Ptx;
using ILComicGAN.Files;
using ILComicGAN.Inspection;
using ILComicGAN.PtxMachine.Counting;
using ILComicGAN.PtxMachine.Ilgpu;

namespace ILComicGAN.Cli.Commands.Kernels;

/// <summary>Runs one kernel alone on the PTX machine and says what it did: counted, and bounded by a model, not timed.</summary>
internal static class KernelsCountCommand
{
    public static Command Create()
    {
        Argument<string> name = new("name") { Description = "A run of 'kernels list'." };
        Option<string?> shape = new("--shape") { Description = "Numbers with x between them, as 'kernels list' says; small ones are enough." };
        Option<string> architecture = new("--arch") { Description = "sm_75, sm_86, sm_89 or sm_90.", DefaultValueFactory = _ => "sm_86" };
        Option<string?> html = new("--html") { Description = "Write a page with the annotated PTX to this file." };
        Option<bool> json = CommonOptions.Json();
        Command command = new("count", "Run one kernel on the PTX machine and count instructions, sectors, bank conflicts and divergence.")
        {
            name, shape, architecture, html, json,
        };
        command.SetAction(parsed => Run(
            parsed.GetValue(name)!, parsed.GetValue(shape), parsed.GetValue(architecture)!, parsed.GetValue(html), parsed.GetValue(json)));
        return command;
    }

    private static int Run(string name, string? shape, string architecture, string? html, bool json)
    {
        if (KernelsCommand.Architectures(architecture) is not [string target])
        {
            throw new UsageException("Name one architecture with --arch to count a kernel.");
        }

        KernelBenchmark trial = KernelsCommand.Checked(() => KernelBenchmarks.Find(name));
        string size = shape ?? trial.Standard;
        KernelWork work = KernelsCommand.Checked(() => trial.Parse(size));
        IReadOnlyList<KernelCounts> launches = KernelsCommand.Checked(() => KernelCounter.Count(work, trial.Variant, target));
        if (html is not null)
        {
            byte[] page = Encoding.UTF8.GetBytes(CountsPage.Render($"{trial.Name} {size} for {target}", launches));
            AtomicFile.Write(html, stream => stream.Write(page));
        }

        Assembler? assembler = Assembler.Find();
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(launches.Select(launch => Describe(launch, target, assembler)), KernelsCommand.Json));
        }
        else
        {
            foreach (KernelCounts launch in launches)
            {
                Print(launch, target, assembler);
            }

            Console.WriteLine("Counted by running the PTX; times are the least that a model of the card's units allows. Nothing was timed.");
        }

        return ExitCode.Success;
    }

    private static object Describe(KernelCounts c, string target, Assembler? assembler)
    {
        (MachineCode? code, Occupancy? occupancy) = Assemble(c, target, assembler);
        AccessCounts global = c.AccessesTo(InstructionClass.Global);
        AccessCounts shared = c.AccessesTo(InstructionClass.Shared);
        return new
        {
            kernel = c.Kernel.Name,
            groups = c.Grid.Count,
            threads = c.Group.Count,
            c.SharedBytes,
            registers = code?.Registers,
            residentWarps = occupancy?.Warps,
            instructions = Enum.GetValues<InstructionClass>().ToDictionary(kind => kind.ToString(), c.Of),
            c.WarpInstructions,
            c.LaneInstructions,
            c.ActiveShare,
            c.DivergentBranches,
            c.Flops,
            c.MatrixFlops,
            globalRequests = global.Requests,
            globalSectors = global.Sectors,
            leastGlobalSectors = global.LeastSectors,
            c.DistinctSectors,
            sharedRequests = shared.Requests,
            sharedPasses = shared.Passes,
            leastSharedPasses = shared.LeastPasses,
            localSectors = c.AccessesTo(InstructionClass.Local).Sectors,
            model = CardLimits.BuiltIn.Select(card => TimeBound.Of(c, card)).Where(bound => double.IsFinite(bound.Seconds)).Select(bound => new
            {
                card = bound.Card.Name,
                bound.Seconds,
                bound.LimitedBy,
                bound.Limits,
            }),
        };
    }

    private static void Print(KernelCounts c, string target, Assembler? assembler)
    {
        AccessCounts global = c.AccessesTo(InstructionClass.Global);
        AccessCounts shared = c.AccessesTo(InstructionClass.Shared);
        long local = c.AccessesTo(InstructionClass.Local).Sectors;
        (MachineCode? code, Occupancy? occupancy) = Assemble(c, target, assembler);
        Console.WriteLine(c.Kernel.Name);
        Line($"  {c.Grid.Count:N0} groups of {c.Group.Count} threads, {c.SharedBytes:N0} bytes of shared memory each"
            + (code is null ? "; registers unknown without ptxas" : $", {code.Registers} registers a thread, {occupancy!.Warps} of {occupancy.MostWarps} warps resident (by {occupancy.LimitedBy})"));
        Line($"  {c.WarpInstructions:N0} instructions of warps, {c.ActiveShare:P1} of lanes active, lanes parted {c.DivergentBranches:N0} times");
        Line($"  {string.Join(", ", Enum.GetValues<InstructionClass>().Where(kind => c.Of(kind) > 0).Select(kind => string.Create(CultureInfo.InvariantCulture, $"{kind} {c.Of(kind):N0}")))}");
        Line($"  {c.Flops:N0} floating-point operations{(c.MatrixFlops > 0 ? string.Create(CultureInfo.InvariantCulture, $", {c.MatrixFlops:N0} in {c.MatrixElement} tensor cores") : "")}");
        Line($"  global: {global.Requests:N0} requests, {Ratio(global.Sectors, global.Requests):F2} sectors each, least {Ratio(global.LeastSectors, global.Requests):F2}; {c.DistinctSectors * 32:N0} different bytes");
        Line($"  shared: {shared.Requests:N0} requests, {Ratio(shared.Passes, shared.Requests):F2} passes each, least {Ratio(shared.LeastPasses, shared.Requests):F2}, most of one {shared.MostPasses}");
        if (local > 0)
        {
            Line($"  local: {local * 32:N0} bytes by the PTX; the assembler may keep them in registers");
        }

        TimeBound[] bounds = [.. CardLimits.BuiltIn.Select(card => TimeBound.Of(c, card))];
        TextTable table = new(["model, µs", .. bounds[0].Limits.Keys.Select(unit => ">" + unit), "bound by"]);
        foreach (TimeBound bound in bounds)
        {
            table.Add([bound.Card.Name, .. bound.Limits.Values.Select(seconds => double.IsFinite(seconds) ? (seconds * 1e6).ToString("F1", CultureInfo.InvariantCulture) : "–"), bound.LimitedBy]);
        }

        table.Write();

        static void Line(string text) => Console.WriteLine(text);
    }

    private static double Ratio(long part, long whole) => whole == 0 ? 0 : part / (double)whole;

    private static (MachineCode?, Occupancy?) Assemble(KernelCounts c, string target, Assembler? assembler)
    {
        MachineCode? code = assembler?.Assemble(SourceLines.Remove(c.Kernel.Text.TrimEnd('\0')), target, disassemble: false);
        return (code, code is null ? null : Occupancy.Of(target, (int)c.Group.Count, code.Registers, code.SharedBytes));
    }
}
