using ILGPU;

namespace ILComicGAN.Kernels.Tiles;

/// <summary>Fused multiply-adds in float32: an outer product of a column of A and a row of B for each summed index.</summary>
/// <remarks>
/// Per summed index a thread does 128, 64 or 32 multiply-adds for six, four or three 128-bit reads of shared memory. The
/// sixteen steps are written out, the bases are taken once, and all offsets are constants, since neither ILGPU nor ptxas
/// unrolls the loop.
/// </remarks>
internal struct FusedCore<TRows, TColumns, TSums, TRow> : IProductCore
    where TRows : struct, IExtent
    where TColumns : struct, IExtent
    where TSums : struct, ISums<TRow>
    where TRow : struct, IAccumulatorRow<TRow>
{
    private TSums _sums;
    private ArrayView<Float4> _rows, _columns;

    public readonly bool LoadsEarly(RegisterNeed need) => default(TSums).LoadsEarly(need);

    public readonly bool FitsTwice(RegisterNeed need) => need == RegisterNeed.Few;

    public void Begin(int thread, ArrayView<Float4> tileA, ArrayView<Float4> tileB)
    {
        Kept kept = Kept.Through(tileA.Cast<int>(), thread, thread >> Tile.LogThreadsAcross, thread & (Tile.ThreadsAcross - 1));
        _rows = tileA.SubView(kept.First);
        _columns = tileB.SubView(kept.Second);
        _sums = default;
    }

    public readonly Fragment Round(Fragment values) => values;

    public void Multiply()
    {
        Step(0);
        Step(1);
        Step(2);
        Step(3);
        Step(4);
        Step(5);
        Step(6);
        Step(7);
        Step(8);
        Step(9);
        Step(10);
        Step(11);
        Step(12);
        Step(13);
        Step(14);
        Step(15);
    }

    public readonly int Slots => Tile.ThreadsAcross;

    public readonly int ColumnsOf(int slot, TileMoments moments)
    {
        int columns = moments.Existing(4 * slot);
        return default(TRow).Words > 1 ? columns + moments.Existing(4 * (slot + Tile.ThreadsAcross)) : columns;
    }

    public readonly void Write<TC>(TC c, TileMoments moments, int slice, int row, int column)
        where TC : struct, ITarget
    {
        int down = Group.IdxX >> Tile.LogThreadsAcross;
        int across = Group.IdxX & (Tile.ThreadsAcross - 1);
        _sums.Write(c, moments, slice, row + (down * 4), default(TRows).Width / default(TSums).Words, column + (across * 4));
    }

    private void Step(int k) => _sums.Fma(
        _rows.SubView(k * ((default(TRows).Width / 4) + 1)),
        default(TRows).Width / (4 * default(TSums).Words),
        default(TRow).Load(_columns, k * ((default(TColumns).Width / 4) + 1)));
}
