using System.CommandLine;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using ILComicGAN.Bench;
using ILComicGAN.Bench.Loading;
using ILComicGAN.Bench.Machine;
using ILComicGAN.Bench.Peers;
using ILComicGAN.Bench.Peers.Processes;
using ILComicGAN.Bench.Scaling;

// BenchmarkDotNet has a command line of its own, and starts this program again with it.
if (args is ["micro", ..])
{
    // It also builds the whole project again, which takes longer than its two minutes on a small or busy machine.
    ManualConfig config = ManualConfig.Create(DefaultConfig.Instance)
        .WithBuildTimeout(TimeSpan.FromMinutes(20))
        .WithSummaryStyle(SummaryStyle.Default.WithMaxParameterColumnWidth(200));
    BenchmarkSwitcher.FromAssembly(typeof(PeersCommand).Assembly).Run(args[1..], config);
    return 0;
}

RootCommand root = new("Measures ILComicGAN: beside PyTorch and ONNX Runtime, how it scales, and primitive by primitive.")
{
    PeersCommand.Create(),
    ScalingCommand.Create(),
    LoadingCommand.Create(),
    MachineCommand.Create(),
    ChoiceCommand.Create(),
    new Command("micro", "Micro-benchmarks per primitive and shape; takes BenchmarkDotNet's options, as in: micro --filter '*Convolution*'."),
    ServeCommand.Create(),
};
try
{
    return root.Parse(args).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (BenchException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
