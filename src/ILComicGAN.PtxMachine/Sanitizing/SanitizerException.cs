namespace ILComicGAN.PtxMachine.Sanitizing;

/// <summary>A launch after which the sanitizer had findings.</summary>
public sealed class SanitizerException(IReadOnlyList<Finding> findings)
    : Exception($"{findings.Count} finding{(findings.Count == 1 ? "" : "s")}: {string.Join("; ", findings.Take(3))}{(findings.Count > 3 ? "; …" : "")}")
{
    /// <summary>One for each kind and instruction.</summary>
    public IReadOnlyList<Finding> Findings { get; } = findings;
}
