namespace ILComicGAN.PtxMachine.Syntax;

/// <summary>A parsed PTX text.</summary>
internal sealed class PtxModule
{
    public string Version { get; set; } = "";

    public string Target { get; set; } = "";

    public List<PtxKernel> Kernels { get; } = [];

    /// <summary>Module-level variables with their first contents (null: zeros).</summary>
    public List<(PtxVariable Variable, byte[]? Contents)> Variables { get; } = [];

    public Dictionary<int, string> Files { get; } = [];
}
