namespace ILComicGAN.PtxMachine.Syntax;

/// <summary>A line of the kernel's source, from the PTX's debug information.</summary>
/// <param name="File">Path as the compiler wrote it.</param>
/// <param name="Line">From 1.</param>
public sealed record SourceLine(string File, int Line)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Path.GetFileName(File)}:{Line}";
}
