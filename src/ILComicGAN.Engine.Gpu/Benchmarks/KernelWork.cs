using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Gpu.Benchmarks;

/// <summary>One operation of a definite size, ready to be run on any device.</summary>
/// <param name="Inputs">Elements of each input.</param>
/// <param name="Output">Elements of the result.</param>
/// <param name="Flops">Floating-point operations by formula.</param>
/// <param name="Bytes">The least that must be read and written, each element once.</param>
/// <param name="Operation">Computes the output from the inputs.</param>
public sealed record KernelWork(
    IReadOnlyList<long> Inputs, long Output, double Flops, double Bytes, Func<IReadOnlyList<DeviceBuffer>, DeviceBuffer, Operation> Operation);
