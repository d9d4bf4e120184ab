using ILComicGAN.PtxMachine.Execution;

namespace ILComicGAN.PtxMachine.Counting;

/// <summary>Kinds of instructions by the unit that carries them out.</summary>
public enum InstructionClass
{
    /// <summary>Fused float32 product and sum.</summary>
    MultiplyAdd,

    /// <summary>Any other float arithmetic.</summary>
    Float,

    /// <summary>Special functions and divisions.</summary>
    Special,

    /// <summary>Tensor-core products.</summary>
    Matrix,

    /// <summary>Integers, addresses, predicates.</summary>
    Integer,

    /// <summary>Moves, conversions, selections.</summary>
    Move,

    /// <summary>Global memory.</summary>
    Global,

    /// <summary>Shared memory.</summary>
    Shared,

    /// <summary>Local memory.</summary>
    Local,

    /// <summary>Arguments and constants.</summary>
    Parameter,

    /// <summary>Shuffles, votes, matches.</summary>
    Warp,

    /// <summary>Barriers and fences.</summary>
    Barrier,

    /// <summary>Branches and exits.</summary>
    Control,
}
