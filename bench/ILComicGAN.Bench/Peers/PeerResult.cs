namespace ILComicGAN.Bench.Peers;

/// <summary>What one case gave beside one peer; as JSON, one object of the array.</summary>
/// <param name="Case">The case's name.</param>
/// <param name="Peer">The peer's name.</param>
/// <param name="OursSeconds">Ours, median.</param>
/// <param name="PeerSeconds">The peer's, median.</param>
/// <param name="Ratio">Median over rounds of the peer's seconds by ours; more than 1 is faster.</param>
/// <param name="OursPeakMiB">Peak memory of our process over the idle one.</param>
/// <param name="PeerPeakMiB">The same of the peer's.</param>
/// <param name="Target">What the ratio should be at least; null for no target.</param>
/// <param name="MemoryRatio">Our memory by the peer's.</param>
/// <param name="MemoryTarget">What that should be at most; null for no target.</param>
/// <param name="OursGflops">GFLOP/s of ours by the direct formula; null where memory is the limit.</param>
/// <param name="PeerGflops">The peer's.</param>
/// <param name="PeakGflops">The machine's, measured.</param>
/// <param name="OursGBytes">GB/s of ours for the least traffic; null where computing is the limit.</param>
/// <param name="PeerGBytes">The peer's.</param>
/// <param name="PeakGBytes">The machine's, measured.</param>
/// <param name="Threads">Threads of each.</param>
/// <param name="Rounds">Rounds measured.</param>
internal sealed record PeerResult(
    string Case,
    string Peer,
    double OursSeconds,
    double PeerSeconds,
    double Ratio,
    double OursPeakMiB,
    double PeerPeakMiB,
    double? Target,
    double MemoryRatio,
    double? MemoryTarget,
    double? OursGflops,
    double? PeerGflops,
    double? PeakGflops,
    double? OursGBytes,
    double? PeerGBytes,
    double? PeakGBytes,
    int Threads,
    int Rounds);
