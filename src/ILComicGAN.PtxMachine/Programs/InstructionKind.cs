namespace ILComicGAN.PtxMachine;

/// <summary>How an instruction is carried out.</summary>
internal enum InstructionKind
{
    /// <summary>A function of a lane's registers.</summary>
    Lane,

    /// <summary>A comparison, whose result is a predicate.</summary>
    Compare,

    /// <summary>Logic on predicates.</summary>
    Logic,

    Select,
    Move,
    Pack,
    Unpack,
    Load,
    Store,
    Atomic,

    /// <summary>A function of several lanes: shuffle, vote, match, mma.</summary>
    Warp,

    Barrier,
    Branch,
    IndexedBranch,
    Exit,

    /// <summary>Fences: memory is in order here anyway.</summary>
    Nothing,
}
