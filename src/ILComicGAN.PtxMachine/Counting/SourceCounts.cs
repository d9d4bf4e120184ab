using ILComicGAN.PtxMachine.Syntax;

namespace ILComicGAN.PtxMachine.Counting;

/// <summary>What the instructions of one line of the source did, over all warps.</summary>
/// <param name="Source">The line.</param>
/// <param name="Executions">Instructions of warps.</param>
/// <param name="Lanes">Active lanes, summed.</param>
/// <param name="Global">Accesses to global memory.</param>
/// <param name="Shared">Accesses to shared memory.</param>
public sealed record SourceCounts(SourceLine Source, long Executions, long Lanes, AccessCounts Global, AccessCounts Shared);
