using ILGPU;

namespace ILComicGAN.Kernels.Tiles;

/// <summary>What multiplies the two tiles in shared memory: a thread's share of C and how it adds to it.</summary>
internal interface IProductCore
{
    /// <summary>Whether registers are left to read the next tile while this one is multiplied, by what the operands need.</summary>
    bool LoadsEarly(RegisterNeed need);

    /// <summary>Whether two groups of 256 threads fit a multiprocessor, 128 registers for each thread.</summary>
    bool FitsTwice(RegisterNeed need);

    /// <summary>Finds the thread's share; all threads call it.</summary>
    void Begin(int thread, ArrayView<Float4> tileA, ArrayView<Float4> tileB);

    /// <summary>The precision in which the elements enter shared memory.</summary>
    Fragment Round(Fragment values);

    /// <summary>Adds the product of the tiles, <see cref="Tile.Depth"/> summed indices.</summary>
    void Multiply();

    /// <summary>
    /// Hands the thread's sums to the target, and moments of what it stored to <paramref name="moments"/> where it takes
    /// them; row and column are the group's first.
    /// </summary>
    void Write<TC>(TC c, TileMoments moments, int slice, int row, int column)
        where TC : struct, ITarget;

    /// <summary>In how many parts a row's columns are shared out to threads.</summary>
    int Slots { get; }

    /// <summary>How many columns of a slot exist.</summary>
    int ColumnsOf(int slot, TileMoments moments);
}
