using ILComicGAN.PtxMachine.Programs;
using ILComicGAN.PtxMachine.Sanitizing;

namespace ILComicGAN.PtxMachine.Execution;

/// <summary>What the code of a warp sees besides its registers. One for each thread of the host.</summary>
internal sealed unsafe class WarpContext
{
    public required KernelProgram Program { get; init; }

    public long GlobalStart { get; init; }

    public long GlobalBytes { get; init; }

    public byte* Parameters { get; init; }

    public int ParameterBytes { get; init; }

    /// <summary>Of the running group.</summary>
    public byte* Shared { get; set; }

    public int SharedBytes { get; init; }

    /// <summary>Of the running warp: one piece after the other for its lanes.</summary>
    public byte* Local { get; set; }

    public int LocalBytes { get; init; }

    /// <summary>Lanes of the running warp that have not left the kernel.</summary>
    public uint Live { get; set; }

    /// <summary>The running warp's number in its group.</summary>
    public int Warp { get; set; }

    /// <summary>The running warp's asynchronous copies.</summary>
    public AsyncCopies Copies { get; set; } = null!;

    /// <summary>The running group's number in the grid.</summary>
    public long Group { get; set; }

    /// <summary>Checks and counts accesses; null where nobody wants it.</summary>
    public AccessObserver? Observer { get; init; }
}
