using ILComicGAN.Engine.Contract;

namespace ILComicGAN.Engine.Profiling;

/// <summary>The operation that a kernel is launched for; flops and bytes are those of the whole operation.</summary>
internal sealed record KernelContext(string Operation, string Shape, double Flops, double Bytes, string? Layer, string Phase);
