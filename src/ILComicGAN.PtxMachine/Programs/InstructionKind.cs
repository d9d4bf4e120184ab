using ILComicGAN.PtxMachine.Execution;

namespace ILComicGAN.PtxMachine.Programs;

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

    /// <summary><c>cp.async</c>: from global to shared memory, done when it is waited for.</summary>
    AsyncCopy,

    /// <summary>Closes or waits for groups of these.</summary>
    AsyncGroup,

    /// <summary>A function of several lanes: shuffle, vote, match, mma.</summary>
    Warp,

    Barrier,
    Branch,
    IndexedBranch,
    Exit,

    /// <summary>Fences: memory is in order here anyway.</summary>
    Nothing,
}
