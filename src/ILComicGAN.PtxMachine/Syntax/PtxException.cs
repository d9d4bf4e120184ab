using ILComicGAN.PtxMachine.Programs;

namespace ILComicGAN.PtxMachine.Syntax;

/// <summary>PTX that the machine does not read or does not support; the message names line and instruction.</summary>
public sealed class PtxException : Exception
{
    /// <param name="line">Of the PTX, from 1.</param>
    /// <param name="instruction">As written.</param>
    /// <param name="reason">Why not.</param>
    public PtxException(int line, string instruction, string reason)
        : base($"PTX line {line}: '{instruction}': {reason}")
    {
        (Line, Instruction) = (line, instruction);
    }

    /// <summary>Of the PTX, from 1.</summary>
    public int Line { get; }

    /// <summary>As written.</summary>
    public string Instruction { get; }
}
