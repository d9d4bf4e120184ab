namespace ILComicGAN.Weights.Hdf5;

/// <summary>What the header of a dataset says. What is null is of a kind that weights are not made of.</summary>
internal sealed class Dataset
{
    public long[]? Shape { get; set; }

    public WeightType? Type { get; set; }

    public bool BigEndian { get; set; }

    public DataLayout? Layout { get; set; }

    public List<Filter> Filters { get; } = [];
}
