namespace ILComicGAN.GpuCheck.Parts;

/// <summary>What PyTorch is asked to time: as bench/peers/torch_peer.py takes it.</summary>
/// <param name="Name">The same as of our timing.</param>
/// <param name="Operation">“generator”, “train” or “convolution”.</param>
/// <param name="Form">Which form of it.</param>
/// <param name="Sizes">As the operation takes them.</param>
internal sealed record PeerCase(string Name, string Operation, string Form, int[] Sizes);
