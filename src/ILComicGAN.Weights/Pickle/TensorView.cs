namespace ILComicGAN.Weights.Pickle;

/// <summary>A PyTorch tensor as a strided view of a storage. The form before 0.2 fills it in afterwards.</summary>
internal sealed class TensorView
{
    public StorageReference? Storage { get; set; }

    public long Offset { get; set; }

    public long[] Shape { get; set; } = [];

    public long[] Strides { get; set; } = [];
}
