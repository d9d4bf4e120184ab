namespace ILComicGAN.Bench.Peers;

/// <summary>One thing that ours and others compute side by side.</summary>
/// <param name="Name">As for --case.</param>
/// <param name="Operation">What.</param>
/// <param name="Form">Which form of it.</param>
/// <param name="Sizes">As the operation takes them.</param>
/// <param name="Targets">The peers, and how many times faster than each ours should be; NaN where nothing is promised.</param>
internal sealed record PeerCase(
    string Name, Operation Operation, string Form, int[] Sizes, IReadOnlyDictionary<string, double> Targets)
{
    /// <summary>Rounds after warming up.</summary>
    public int Rounds { get; init; } = 9;

    /// <summary>Floating-point operations by the direct formula; 0 where memory is the limit.</summary>
    public double FloatingPoint { get; init; }

    /// <summary>The least bytes that must be read and written; 0 where computing is the limit.</summary>
    public double Bytes { get; init; }

    /// <summary>The most memory ours should take, as a share of the peer's; NaN where nothing is promised.</summary>
    public double MemoryTarget { get; init; } = double.NaN;
}
