namespace ILComicGAN.PtxMachine.Syntax;

/// <summary>A parsed entry point, or the body of a function.</summary>
internal sealed class PtxKernel
{
    public required string Name { get; set; }

    public List<PtxVariable> Parameters { get; } = [];

    /// <summary>Bytes of all parameters.</summary>
    public int ParameterBytes { get; set; }

    public List<PtxRegister> Registers { get; } = [];

    public List<Statement> Statements { get; } = [];

    /// <summary>The statement that each label stands before.</summary>
    public Dictionary<string, int> Labels { get; } = [];

    /// <summary>Tables of <c>brx.idx</c>.</summary>
    public Dictionary<string, IReadOnlyList<string>> BranchTargets { get; } = [];

    public int SharedBytes { get; set; }

    public int LocalBytes { get; set; }

    /// <summary>Where dynamic shared memory begins; -1 if the kernel declares none.</summary>
    public int DynamicSharedOffset { get; set; } = -1;

    /// <summary>The most threads of a group that it is compiled for; 0 for any number.</summary>
    public int MaxThreads { get; set; }
}
