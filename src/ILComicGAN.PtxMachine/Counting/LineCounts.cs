using ILComicGAN.PtxMachine.Syntax;

namespace ILComicGAN.PtxMachine.Counting;

/// <summary>What one PTX instruction did, over all warps.</summary>
/// <param name="Line">Of the PTX, from 1.</param>
/// <param name="Source">Of the C#, where the PTX says it.</param>
/// <param name="Text">As written.</param>
/// <param name="Class">Which unit.</param>
/// <param name="Executions">Times a warp ran it.</param>
/// <param name="Lanes">Active lanes, summed.</param>
/// <param name="Parted">Of a branch: times the lanes parted.</param>
/// <param name="Access">Of a load, store or atomic; null for others.</param>
public sealed record LineCounts(
    int Line, SourceLine? Source, string Text, InstructionClass Class, long Executions, long Lanes, long Parted, AccessCounts? Access);
