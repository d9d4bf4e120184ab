using ILGPU;

namespace ILComicGAN.Kernels;

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

    public readonly bool LoadsEarly => true;

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

    public readonly void Write<TC>(TC c, int slice, int row, int column)
        where TC : struct, ITarget
    {
        int lane = Group.IdxX & 31;
        int warp = Group.IdxX >> 5;
        row += (64 * (warp & 1)) + (lane >> 2);
        column += 32 * (warp >> 1);
        WriteTile(c, slice, row + 0, column + 0, _c00);
        WriteTile(c, slice, row + 0, column + 8, _c01);
        WriteTile(c, slice, row + 0, column + 16, _c02);
        WriteTile(c, slice, row + 0, column + 24, _c03);
        WriteTile(c, slice, row + 16, column + 0, _c10);
        WriteTile(c, slice, row + 16, column + 8, _c11);
        WriteTile(c, slice, row + 16, column + 16, _c12);
        WriteTile(c, slice, row + 16, column + 24, _c13);
        WriteTile(c, slice, row + 32, column + 0, _c20);
        WriteTile(c, slice, row + 32, column + 8, _c21);
        WriteTile(c, slice, row + 32, column + 16, _c22);
        WriteTile(c, slice, row + 32, column + 24, _c23);
        WriteTile(c, slice, row + 48, column + 0, _c30);
        WriteTile(c, slice, row + 48, column + 8, _c31);
        WriteTile(c, slice, row + 48, column + 16, _c32);
        WriteTile(c, slice, row + 48, column + 24, _c33);
    }

    private static Float4 Round(Float4 values) => new()
    {
        X = default(TPrecision).Round(values.X),
        Y = default(TPrecision).Round(values.Y),
        Z = default(TPrecision).Round(values.Z),
        W = default(TPrecision).Round(values.W),
    };

    /// <summary>Two lanes side by side have two columns each of rows g and g + 8: they swap, and each stores four of one row.</summary>
    private static void WriteTile<TC>(TC c, int slice, int row, int column, Float4 sums)
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
        c.Store(slice, odd ? row + 8 : row, column + (4 * (t >> 1)), four);
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
