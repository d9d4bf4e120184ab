using System.Reflection;

namespace ILComicGAN.Kernels.Catalog;

/// <summary>A kernel as it is compiled: a method with all its types, and how many threads a group of it has.</summary>
/// <param name="Name">Family, then what it is: “matmul/tiled.128x128.16x8/along-across”.</param>
/// <param name="Method">A static method whose parameters are the launch's arguments.</param>
/// <param name="Threads">Threads of a group.</param>
/// <param name="MultiplyAddsPerLoop">
/// How many fused multiply-adds its hot loop must have, for those where that counts; 0 for those bound by memory.
/// </param>
/// <param name="LeastArchitecture">The first compute capability that has its instructions, 80 for sm_80.</param>
/// <param name="LeastGroups">How many groups a multiprocessor must be able to hold at once, which bounds the registers too.</param>
public sealed record KernelEntry(string Name, MethodInfo Method, int Threads, int MultiplyAddsPerLoop = 0, int LeastArchitecture = 75, int LeastGroups = 1)
{
    /// <summary>The part of the name before the first slash.</summary>
    public string Family => Name.Split('/')[0];

    /// <summary>Whether an architecture such as “sm_75” has the kernel's instructions.</summary>
    public bool RunsOn(string architecture) => int.Parse(architecture.AsSpan("sm_".Length)) >= LeastArchitecture;
}
