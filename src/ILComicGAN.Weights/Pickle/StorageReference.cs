namespace ILComicGAN.Weights.Pickle;

/// <summary>A PyTorch storage as the pickle names it: numbers that stand elsewhere in the file.</summary>
/// <param name="Key">Which one.</param>
/// <param name="Type">Its numbers.</param>
/// <param name="Count">How many there should be.</param>
/// <param name="Offset">The first of them, in a larger storage.</param>
internal sealed record StorageReference(string Key, WeightType Type, long Count, long Offset = 0);
