using System.CommandLine;
using ILComicGAN.Cli.Commands;
using ILComicGAN.Cli.Commands.Data;
using ILComicGAN.Cli.Commands.Kernels;
using ILComicGAN.Cli.Commands.Weights;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Gpu;
using ILComicGAN.Engine.Ptx;

DeviceCatalog.Add(new GpuDevices());
DeviceCatalog.Add(new PtxDevices());
RootCommand root = new("ILComicGAN: photos to animation pictures, on an engine and kernels in C#.")
{
    StylizeCommand.Create(),
    TrainCommand.Create(),
    ReportCommand.Create(),
    EvaluateCommand.Create(),
    DataCommand.Create(),
    WeightsCommand.Create(),
    ParamsCommand.Create(),
    DevicesCommand.Create(),
    KernelsCommand.Create(),
};
ParseResult parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    Console.Error.WriteLine(NameSuggestions.Explain(parsed));
    Console.Error.WriteLine($"See 'ilcomicgan {string.Join(' ', parsed.CommandResult.Command is RootCommand ? [] : [parsed.CommandResult.Command.Name, ""])}--help'.");
    return ExitCode.Usage;
}

return Failures.Explain(() => parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }));
