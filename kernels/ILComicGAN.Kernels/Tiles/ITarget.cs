using ILComicGAN.Kernels.Normalization;

namespace ILComicGAN.Kernels.Tiles;

/// <summary>Where a tiled product's results go, and what is done to them on the way.</summary>
internal interface ITarget
{
    /// <summary>Stores four neighbors of a row; those beyond the borders are left out.</summary>
    /// <param name="slice">Which product of a batch, or which part of a split sum.</param>
    /// <param name="row">Row of C.</param>
    /// <param name="column">Of the first of the four, a multiple of 4.</param>
    /// <param name="values">The sums.</param>
    /// <returns>What was stored.</returns>
    Float4 Store(int slice, int row, int column, Float4 values);

    /// <summary>Whether targets of this kind may take moments; a constant in the compiled kernel.</summary>
    bool MayTakeMoments { get; }

    /// <summary>Whether moments of what was stored are wanted.</summary>
    bool TakesMoments { get; }

    /// <summary>Columns of C.</summary>
    int Columns { get; }

    /// <summary>The moments of a row's columns in one column of tiles.</summary>
    void StoreMoments(int slice, int row, int part, Moments moments);
}
