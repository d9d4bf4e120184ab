using ILGPU;

namespace ILComicGAN.Kernels.Tiles;

/// <summary>
/// One side of a tiled product: where its elements come from. A tile is <see cref="Tile.Depth"/> summed indices k deep and
/// an extent of rows (of A) or columns (of B) wide; in shared memory it lies [k][position].
/// </summary>
internal interface IOperand
{
    /// <summary>How many fragments each thread carries for a tile.</summary>
    int Parts { get; }

    /// <summary>What else may be asked of a kernel depends on it.</summary>
    RegisterNeed Registers { get; }

    /// <summary>Whether the tile after the last one may be read (and is not used).</summary>
    bool HasTileAfterLast { get; }

    /// <summary>Prepares the thread's position; called once.</summary>
    /// <param name="thread">Index within the group.</param>
    /// <param name="origin">The first row or column of the group's tile.</param>
    /// <param name="batch">Which product of a batch.</param>
    /// <param name="tile">The operand's tile in shared memory.</param>
    void Begin(int thread, int origin, int batch, ArrayView<Float4> tile);

    /// <summary>Reads this thread's share of the tile <paramref name="step"/> from global memory; zero beyond the borders.</summary>
    Fragment Load(int step, int part);

    /// <summary>What is done to the elements that <see cref="Load"/> read, once they are there: before they are rounded.</summary>
    Fragment Prepare(Fragment values, int step, int part);

    /// <summary>Writes the elements to their place in shared memory.</summary>
    void Store(Fragment values, int part);
}
