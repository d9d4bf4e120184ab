using System.CommandLine;
using System.Text.Json;
using ILComicGAN.Engine.Gpu.Benchmarks;
using ILComicGAN.Kernels.Catalog;

namespace ILComicGAN.Cli.Commands.Kernels;

/// <summary>All kernels that are compiled, and all that can be run alone.</summary>
internal static class KernelsListCommand
{
    public static Command Create()
    {
        Option<bool> json = CommonOptions.Json();
        Command command = new("list", "List the kernels that can be shown and compiled, and those that can be run alone.") { json };
        command.SetAction(parsed => Run(parsed.GetValue(json)));
        return command;
    }

    private static int Run(bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(
                new
                {
                    kernels = KernelCatalog.All.Select(entry => new { entry.Name, entry.Family, entry.Threads }),
                    runs = KernelBenchmarks.All.Select(trial => new { trial.Name, trial.Dimensions, trial.Standard }),
                },
                KernelsCommand.Json));
            return ExitCode.Success;
        }

        TextTable kernels = new("kernel (show, compile)", ">threads");
        foreach (KernelEntry entry in KernelCatalog.All)
        {
            kernels.Add(entry.Name, entry.Threads.ToString());
        }

        TextTable runs = new("kernel (run)", "shape", "standard");
        foreach (KernelBenchmark trial in KernelBenchmarks.All)
        {
            runs.Add(trial.Name, trial.Dimensions, trial.Standard);
        }

        kernels.Write();
        Console.WriteLine();
        runs.Write();
        return ExitCode.Success;
    }
}
