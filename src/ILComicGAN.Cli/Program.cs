using System.CommandLine;
using ILComicGAN.Cli;
using ILComicGAN.Cli.Commands;
using ILComicGAN.Cli.Commands.Data;
using ILComicGAN.Cli.Commands.Kernels;
using ILComicGAN.Cli.Commands.Weights;
using ILComicGAN.Cli.Parsing;
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
StrictNumbers.Apply(root);
ParseResult parsed = root.Parse(args);
if (UsageErrors.Find(parsed, args) is { } error)
{
    Console.Error.WriteLine(error);
    Console.Error.WriteLine(UsageErrors.Help(parsed));
    return ExitCode.Usage;
}

return Failures.Explain(() => parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }));
