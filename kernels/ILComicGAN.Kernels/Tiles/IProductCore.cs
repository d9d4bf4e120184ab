using ILGPU;

namespace ILComicGAN.Kernels;

/// <summary>What multiplies the two tiles in shared memory: a thread's share of C and how it adds to it.</summary>
internal interface IProductCore
{
    /// <summary>Whether registers are left to read the next tile while this one is multiplied.</summary>
    bool LoadsEarly { get; }

    /// <summary>Finds the thread's share; all threads call it.</summary>
    void Begin(int thread, ArrayView<Float4> tileA, ArrayView<Float4> tileB);

    /// <summary>The precision in which the elements enter shared memory.</summary>
    Fragment Round(Fragment values);

    /// <summary>Adds the product of the tiles, <see cref="Tile.Depth"/> summed indices.</summary>
    void Multiply();

    /// <summary>Hands the thread's sums to the target; row and column are the group's first.</summary>
    void Write<TC>(TC c, int slice, int row, int column)
        where TC : struct, ITarget;
}
