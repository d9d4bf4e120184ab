namespace ILComicGAN.Kernels.Convolution;

/// <summary>What a convolution reads beyond the border of its picture.</summary>
internal interface IBorder
{
    /// <summary>Whether pixels beyond the border, and those of an enlarged picture, stand for stored ones.</summary>
    bool IsView { get; }

    /// <summary>The stored pixel behind a place.</summary>
    /// <returns>−1 for a zero.</returns>
    int Find(ViewSizes view, int row, int column, int height, int width);
}
