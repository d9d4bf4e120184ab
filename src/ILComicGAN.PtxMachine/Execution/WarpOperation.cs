using ILComicGAN.PtxMachine.Programs;

namespace ILComicGAN.PtxMachine.Execution;

/// <summary>A shuffle, vote, match or matrix product as the running machine needs it.</summary>
internal sealed record WarpOperation(Instruction Instruction, OperandPlace[] Results, OperandPlace[] Sources, MatrixForm? Matrix);
