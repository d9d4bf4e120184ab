namespace ILComicGAN.Bench.Peers.Processes;

/// <summary>What such a process answers.</summary>
/// <param name="Seconds">Of one iteration, on average.</param>
/// <param name="Peak">The most memory it has had, in bytes.</param>
/// <param name="Value">Mean magnitude of the result, to see that all compute the same.</param>
internal sealed record PeerAnswer(double Seconds, long Peak, double Value);
