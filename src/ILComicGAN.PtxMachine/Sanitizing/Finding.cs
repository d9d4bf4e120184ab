using ILComicGAN.PtxMachine.Programs;
using ILComicGAN.PtxMachine.Syntax;

namespace ILComicGAN.PtxMachine.Sanitizing;

/// <summary>Something a kernel must not do.</summary>
/// <param name="Kind">What.</param>
/// <param name="Kernel">Whose.</param>
/// <param name="Line">Of the PTX, from 1.</param>
/// <param name="Instruction">As written.</param>
/// <param name="Source">Of the C#, where the PTX says it.</param>
/// <param name="Group">The group's number in the grid, of the first time.</param>
/// <param name="Thread">The thread's number in its group, of the first time.</param>
/// <param name="Address">In its space; 0 where none is meant.</param>
/// <param name="Details">In words.</param>
public sealed record Finding(
    FindingKind Kind,
    string Kernel,
    int Line,
    string Instruction,
    SourceLine? Source,
    long Group,
    int Thread,
    long Address,
    string Details)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{Kind} in {Kernel}{(Source is null ? "" : $" at {Source}")}, PTX line {Line} ({Instruction}), group {Group}, thread {Thread}: {Details}";
}
