using ILComicGAN.PtxMachine.Execution;

namespace ILComicGAN.FakeCuda;

/// <summary>A kernel on the machine of a card.</summary>
internal sealed record Program(int Card, LoadedKernel Kernel);
