namespace ILComicGAN.Weights.PyTorch;

/// <summary>A tensor as a strided view of a storage.</summary>
internal sealed record TensorView(StorageReference Storage, long Offset, long[] Shape, long[] Strides);
