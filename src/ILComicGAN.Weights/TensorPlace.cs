namespace ILComicGAN.Weights;

/// <summary>Where a file keeps a tensor of a network: under which name, and in which order of axes.</summary>
/// <param name="Name">In the file.</param>
/// <param name="Axes">Axis <c>Axes[i]</c> of the file is the network's axis i; empty for the same order.</param>
#pragma warning disable CA1819 // A short constant of a name table.
public sealed record TensorPlace(string Name, params int[] Axes)
#pragma warning restore CA1819
{
    /// <summary>The shape in the file of a tensor that has <paramref name="shape"/> in the network.</summary>
    public IReadOnlyList<int> ShapeInFile(IReadOnlyList<int> shape)
    {
        if (Axes.Length != shape.Count)
        {
            return shape;
        }

        int[] result = new int[shape.Count];
        for (int i = 0; i < result.Length; i++)
        {
            result[Axes[i]] = shape[i];
        }

        return result;
    }
}
