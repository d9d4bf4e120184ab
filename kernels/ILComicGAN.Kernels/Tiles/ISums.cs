using ILGPU;

namespace ILComicGAN.Kernels.Tiles;

/// <summary>The part of C that a thread keeps in registers: words of four rows, each row as wide as <typeparamref name="TRow"/>.</summary>
internal interface ISums<TRow>
    where TRow : struct, IAccumulatorRow<TRow>
{
    /// <summary>Words of four rows.</summary>
    int Words { get; }

    /// <summary>Whether registers are left to read the next tile while this one is multiplied, by what the operands need.</summary>
    bool LoadsEarly(RegisterNeed need);

    /// <summary>One summed index: the outer product of a column of A and a row of B.</summary>
    /// <param name="column">A's column in shared memory, at the thread's first word.</param>
    /// <param name="step">From one of the thread's words to the next.</param>
    /// <param name="b">The thread's part of B's row.</param>
    void Fma(ArrayView<Float4> column, int step, TRow b);

    /// <summary>Hands all rows to the target; <paramref name="rowStep"/> lies between the words of four rows.</summary>
    void Write<TC>(TC c, TileMoments moments, int slice, int row, int rowStep, int column)
        where TC : struct, ITarget;
}
