using ILComicGAN.Kernels.Normalization;
using ILComicGAN.Kernels.Tiles;
using ILGPU;

namespace ILComicGAN.Kernels.TensorCores;

/// <summary>
/// Tensor cores through inline PTX: eight warps, two down and four across, each with 64 × 32 of C as 4 × 4 products of
/// 16 × 8.
/// </summary>
/// <remarks>
/// Which of a tile's eight k an instruction calls its first does not matter, as long as A and B agree: each lane takes two
/// successive ones, so that from lane to lane the row's pitch of 132 floats turns the banks by eight, as far as the lanes'
/// rows and columns reach, and a warp's 32-bit reads all meet different banks.
/// </remarks>
internal struct TensorCore<TRows, TColumns, TPrecision> : IProductCore
    where TRows : struct, IExtent
    where TColumns : struct, IExtent
    where TPrecision : struct, ITensorPrecision
{
    private Float4 _c00, _c01, _c02, _c03, _c10, _c11, _c12, _c13, _c20, _c21, _c22, _c23, _c30, _c31, _c32, _c33;
    private ArrayView<float> _rows, _columns;
    private int _t;

    public readonly bool LoadsEarly(RegisterNeed need) => true;

    /// <summary>With a prologue ptxas spills a few bytes on sm_90.</summary>
    public readonly bool FitsTwice(RegisterNeed need) => need != RegisterNeed.Prologue;

    public void Begin(int thread, ArrayView<Float4> tileA, ArrayView<Float4> tileB)
    {
        int lane = thread & 31;
        int warp = thread >> 5;
        _t = lane & 3;
        _rows = tileA.Cast<float>().SubView((64 * (warp & 1)) + (lane >> 2));
        _columns = tileB.Cast<float>().SubView((32 * (warp >> 1)) + (lane >> 2));
    }

    public readonly Fragment Round(Fragment values) => new()
    {
        Low = Round(values.Low),
        High = Round(values.High),
    };

    public void Multiply()
    {
        MultiplyEight(0);
        MultiplyEight(8);
    }

    public readonly int Slots => 8;

    /// <summary>Four columns of each of the four products that a warp has beside each other.</summary>
    public readonly int ColumnsOf(int slot, TileMoments moments)
    {
        int first = FirstColumn(slot);
        return moments.Existing(first) + moments.Existing(first + 8) + moments.Existing(first + 16) + moments.Existing(first + 24);
    }

    public readonly void Write<TC>(TC c, TileMoments moments, int slice, int row, int column)
        where TC : struct, ITarget
    {
        int lane = Group.IdxX & 31;
        int warp = Group.IdxX >> 5;
        row += (64 * (warp & 1)) + (lane >> 2);
        column += 32 * (warp >> 1);
        WriteTiles(c, moments, slice, row, column, _c00, _c01, _c02, _c03);
        WriteTiles(c, moments, slice, row + 16, column, _c10, _c11, _c12, _c13);
        WriteTiles(c, moments, slice, row + 32, column, _c20, _c21, _c22, _c23);
        WriteTiles(c, moments, slice, row + 48, column, _c30, _c31, _c32, _c33);
    }

    private static Float4 Round(Float4 values) => new()
    {
        X = default(TPrecision).Round(values.X),
        Y = default(TPrecision).Round(values.Y),
        Z = default(TPrecision).Round(values.Z),
        W = default(TPrecision).Round(values.W),
    };

    private static int FirstColumn(int slot) => (32 * (slot >> 1)) + (4 * (slot & 1));

    /// <summary>A row of products.</summary>
    private static void WriteTiles<TC>(TC c, TileMoments moments, int slice, int row, int column, Float4 c0, Float4 c1, Float4 c2, Float4 c3)
        where TC : struct, ITarget
    {
        Float4 s0 = WriteTile(c, slice, row, column, c0);
        Float4 s1 = WriteTile(c, slice, row, column + 8, c1);
        Float4 s2 = WriteTile(c, slice, row, column + 16, c2);
        Float4 s3 = WriteTile(c, slice, row, column + 24, c3);
        if (c.TakesMoments)
        {
            int slot = (2 * (Group.IdxX >> 6)) + ((Group.IdxX & 3) >> 1);
            int first = FirstColumn(slot);
            Moments own = TileMoments.Of(s0, moments.Existing(first));
            own = Moments.Merge(own, TileMoments.Of(s1, moments.Existing(first + 8)));
            own = Moments.Merge(own, TileMoments.Of(s2, moments.Existing(first + 16)));
            own = Moments.Merge(own, TileMoments.Of(s3, moments.Existing(first + 24)));
            moments.Put(slot, (Group.IdxX & 1) != 0 ? row + 8 : row, own);
        }
    }

    /// <summary>Two lanes side by side have two columns each of rows g and g + 8: they swap, and each stores four of one row.</summary>
    private static Float4 WriteTile<TC>(TC c, int slice, int row, int column, Float4 sums)
        where TC : struct, ITarget
    {
        int t = Group.IdxX & 3;
        bool odd = (t & 1) != 0;
        float first = Warp.ShuffleXor(odd ? sums.X : sums.Z, 1);
        float second = Warp.ShuffleXor(odd ? sums.Y : sums.W, 1);
        Float4 four = default;
        four.X = odd ? first : sums.X;
        four.Y = odd ? second : sums.Y;
        four.Z = odd ? sums.Z : first;
        four.W = odd ? sums.W : second;
        return c.Store(slice, odd ? row + 8 : row, column + (4 * (t >> 1)), four);
    }

    private void MultiplyEight(int k)
    {
        int first = (k + (2 * _t)) * (default(TRows).Width + 4);
        int second = first + default(TRows).Width + 4;
        Float4 a0 = RowFragment(first, second, 0);
        Float4 a1 = RowFragment(first, second, 16);
        Float4 a2 = RowFragment(first, second, 32);
        Float4 a3 = RowFragment(first, second, 48);
        float p0 = Column(first, 0);
        float q0 = Column(second, 0);
        float p1 = Column(first, 8);
        float q1 = Column(second, 8);
        float p2 = Column(first, 16);
        float q2 = Column(second, 16);
        float p3 = Column(first, 24);
        float q3 = Column(second, 24);
        default(TPrecision).MultiplyAdd(ref _c00, a0, p0, q0);
        default(TPrecision).MultiplyAdd(ref _c01, a0, p1, q1);
        default(TPrecision).MultiplyAdd(ref _c02, a0, p2, q2);
        default(TPrecision).MultiplyAdd(ref _c03, a0, p3, q3);
        default(TPrecision).MultiplyAdd(ref _c10, a1, p0, q0);
        default(TPrecision).MultiplyAdd(ref _c11, a1, p1, q1);
        default(TPrecision).MultiplyAdd(ref _c12, a1, p2, q2);
        default(TPrecision).MultiplyAdd(ref _c13, a1, p3, q3);
        default(TPrecision).MultiplyAdd(ref _c20, a2, p0, q0);
        default(TPrecision).MultiplyAdd(ref _c21, a2, p1, q1);
        default(TPrecision).MultiplyAdd(ref _c22, a2, p2, q2);
        default(TPrecision).MultiplyAdd(ref _c23, a2, p3, q3);
        default(TPrecision).MultiplyAdd(ref _c30, a3, p0, q0);
        default(TPrecision).MultiplyAdd(ref _c31, a3, p1, q1);
        default(TPrecision).MultiplyAdd(ref _c32, a3, p2, q2);
        default(TPrecision).MultiplyAdd(ref _c33, a3, p3, q3);
    }

    private readonly Float4 RowFragment(int first, int second, int m) => new()
    {
        X = _rows[first + m],
        Y = _rows[first + m + 8],
        Z = _rows[second + m],
        W = _rows[second + m + 8],
    };

    private readonly float Column(int k, int n) => _columns[k + n];
}
