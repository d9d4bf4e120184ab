namespace ILComicGAN.Bench.Peers.Processes;

/// <summary>One line to a process that computes a case: how often to compute it.</summary>
/// <param name="Operation">What, in small letters.</param>
/// <param name="Form">Which form of it.</param>
/// <param name="Sizes">Sizes.</param>
/// <param name="File">Weights and inputs.</param>
/// <param name="Iterations">How often; 0 to make everything ready and tell the mean magnitude of the result.</param>
internal sealed record PeerRequest(string Operation, string Form, int[] Sizes, string File, int Iterations);
