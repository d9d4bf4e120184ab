using BenchmarkDotNet.Running;
using ILComicGAN.Benchmarks;

if (args is ["peers", ..])
{
    return SideBySide.Run(args.Length > 1 ? int.Parse(args[1], null) : Environment.ProcessorCount);
}

if (args is ["peer", string threads])
{
    return SideBySide.Serve(int.Parse(threads, null));
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
