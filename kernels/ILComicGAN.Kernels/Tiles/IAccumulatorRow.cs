using ILGPU;

namespace ILComicGAN.Kernels.Tiles;

/// <summary>A thread's part of one row of C, and of one row of B's tile: the same columns.</summary>
internal interface IAccumulatorRow<TSelf>
    where TSelf : struct, IAccumulatorRow<TSelf>
{
    /// <summary>128-bit words per thread and row.</summary>
    int Words { get; }

    /// <summary>Reads the thread's columns of a row of B's tile; its words lie <see cref="Tile.ThreadsAcross"/> apart.</summary>
    TSelf Load(ArrayView<Float4> tile, int row);

    /// <summary>this ← this + a·b.</summary>
    void Fma(float a, TSelf b);

    /// <summary>One word, by number.</summary>
    Float4 Word(int index);
}
