namespace ILComicGAN.PtxMachine.Sanitizing;

/// <summary>What the sanitizer looks for.</summary>
public enum FindingKind
{
    /// <summary>An access that lies in no allocation, or leaves the one it begins in.</summary>
    OutOfBounds,

    /// <summary>An address that is no multiple of the access's bytes.</summary>
    Misaligned,

    /// <summary>A register that no instruction has written in that lane.</summary>
    UninitializedRegister,

    /// <summary>Shared, local or global memory that nobody has written.</summary>
    UninitializedMemory,

    /// <summary>Two threads of a group, one of them writing, without a barrier between them.</summary>
    SharedRace,

    /// <summary>Two groups of a launch, one of them writing: nothing orders groups.</summary>
    GlobalRace,

    /// <summary>A barrier that not all threads of the warp have reached.</summary>
    DivergentBarrier,

    /// <summary>A shuffle, vote or match with lanes that do not take part.</summary>
    InactiveLane,

    /// <summary>A branch marked <c>.uni</c> whose lanes part.</summary>
    DivergentUniformBranch,
}
