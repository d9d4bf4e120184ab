using ILGPU;

namespace ILComicGAN.Kernels.Tiles;

/// <summary>Four columns.</summary>
internal struct Row4 : IAccumulatorRow<Row4>
{
    private Float4 _word;

    public readonly int Words => 1;

    public readonly Row4 Load(ArrayView<Float4> tile, int row) => new() { _word = tile[row] };

    public void Fma(float a, Row4 b) => _word.Fma(a, b._word);

    public readonly Float4 Word(int index) => _word;
}
