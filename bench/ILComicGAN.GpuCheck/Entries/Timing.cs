namespace ILComicGAN.GpuCheck.Entries;

/// <summary>How long something takes.</summary>
/// <param name="Name">What; the same for ours and for PyTorch's.</param>
/// <param name="Precision">“float32”, “tf32” or “f16”.</param>
/// <param name="Seconds">The median.</param>
/// <param name="Model">Seconds by the engine's own estimate; null where it has none.</param>
/// <param name="Bound">The least seconds for so much arithmetic and memory, by what is published of the card's architecture; null where it is not known.</param>
/// <param name="Text">More in words: where it occurs, which way was taken.</param>
internal sealed record Timing(string Name, string Precision, double Seconds, double? Model = null, double? Bound = null, string? Text = null) : Entry(Name);
