namespace ILComicGAN.Weights;

/// <summary>A named array of a weight file, as float32 on the host.</summary>
public sealed class WeightTensor
{
    /// <summary>Names values; the array is not copied.</summary>
    /// <param name="name">As in the network.</param>
    /// <param name="shape">Sizes, outermost first; empty for a scalar.</param>
    /// <param name="values">Row-major.</param>
    /// <param name="sourceType">How the file stored them.</param>
    /// <exception cref="ArgumentException">The number of values is not that of the shape.</exception>
    public WeightTensor(string name, int[] shape, float[] values, WeightType sourceType = WeightType.Float32)
    {
        long count = shape.Aggregate(1L, (product, size) => checked(product * size));
        if (count != values.Length)
        {
            throw new ArgumentException($"{values.Length} values do not fill shape [{string.Join(", ", shape)}]", nameof(values));
        }

        (Name, Shape, Values, SourceType) = (name, shape, values, sourceType);
    }

    /// <summary>As in the network.</summary>
    public string Name { get; }

    /// <summary>Sizes, outermost first.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>Row-major values.</summary>
#pragma warning disable CA1819 // The values go to a device as they are; a copy would double the memory.
    public float[] Values { get; }
#pragma warning restore CA1819

    /// <summary>How the file stored them.</summary>
    public WeightType SourceType { get; }
}
