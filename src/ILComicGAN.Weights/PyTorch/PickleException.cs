namespace ILComicGAN.Weights.PyTorch;

/// <summary>A pickle does what a file of tensors has no reason to do. The message continues “…: it …”.</summary>
internal sealed class PickleException(string message) : Exception(message);
