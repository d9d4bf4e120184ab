namespace ILComicGAN.PtxMachine.Syntax;

/// <summary>Where a variable or an access lies, as in the PTX manual's “State Spaces”.</summary>
public enum StateSpace
{
    /// <summary>Not named: the address says which window it is in.</summary>
    Generic,

    /// <summary>The launch's arguments.</summary>
    Parameter,

    /// <summary>Memory of the whole device.</summary>
    Global,

    /// <summary>Memory of a group of threads.</summary>
    Shared,

    /// <summary>Memory of a thread.</summary>
    Local,

    /// <summary>Read-only memory of a module.</summary>
    Constant,
}
