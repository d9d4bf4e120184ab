using System.CommandLine;
using System.Globalization;

namespace ILComicGAN.Bench.Machine;

/// <summary>Prints what the machine can do at most.</summary>
internal static class MachineCommand
{
    public static Command Create()
    {
        Option<int> threads = BenchOptions.Threads();
        Command command = new("machine", "The machine's peak, measured: multiply-adds in registers, and memory bandwidth.") { threads };
        command.SetAction(parsed =>
        {
            int count = parsed.GetValue(threads);
            MachinePeak peak = MachinePeak.Measure(count);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{count} threads: {peak.FloatingPoint / 1e9:F0} GFLOP/s, {peak.Bandwidth / 1e9:F1} GB/s"));
            return 0;
        });
        return command;
    }
}
