namespace ILComicGAN.Weights.PyTorch;

/// <summary>A storage as the pickle names it: numbers in an entry of the archive.</summary>
/// <param name="Key">The entry, below “data/”.</param>
/// <param name="Type">Its numbers.</param>
/// <param name="Count">How many there should be.</param>
internal sealed record StorageReference(string Key, WeightType Type, long Count);
