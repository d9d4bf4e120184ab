namespace ILComicGAN.Kernels.Reduction;

/// <summary>What is summed over rows: up to five sums of the same elements, so that each element is read once.</summary>
internal interface IRowTerms
{
    /// <summary>How many of the sums are used.</summary>
    int Count { get; }

    /// <summary>Adds element <paramref name="index"/> of <paramref name="row"/>.</summary>
    void Add(ref RowSums sums, int row, long index);
}
