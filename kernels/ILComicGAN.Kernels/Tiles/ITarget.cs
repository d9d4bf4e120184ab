namespace ILComicGAN.Kernels;

/// <summary>Where a tiled product's results go, and what is done to them on the way.</summary>
internal interface ITarget
{
    /// <summary>Stores four neighbors of a row; those beyond the borders are left out.</summary>
    /// <param name="slice">Which product of a batch, or which part of a split sum.</param>
    /// <param name="row">Row of C.</param>
    /// <param name="column">Of the first of the four, a multiple of 4.</param>
    /// <param name="values">The sums.</param>
    void Store(int slice, int row, int column, Float4 values);
}
