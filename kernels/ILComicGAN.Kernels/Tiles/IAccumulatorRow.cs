using ILGPU;

namespace ILComicGAN.Kernels;

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

/// <summary>Four columns.</summary>
internal struct Row4 : IAccumulatorRow<Row4>
{
    private Float4 _word;

    public readonly int Words => 1;

    public readonly Row4 Load(ArrayView<Float4> tile, int row) => new() { _word = tile[row] };

    public void Fma(float a, Row4 b) => _word.Fma(a, b._word);

    public readonly Float4 Word(int index) => _word;
}

/// <summary>Eight columns, four and four, so that a warp reads each four without bank conflicts.</summary>
internal struct Row8 : IAccumulatorRow<Row8>
{
    private Float4 _low, _high;

    public readonly int Words => 2;

    public readonly Row8 Load(ArrayView<Float4> tile, int row) =>
        new() { _low = tile[row], _high = tile[row + Tile.ThreadsAcross] };

    public void Fma(float a, Row8 b)
    {
        _low.Fma(a, b._low);
        _high.Fma(a, b._high);
    }

    public readonly Float4 Word(int index) => index == 0 ? _low : _high;
}
