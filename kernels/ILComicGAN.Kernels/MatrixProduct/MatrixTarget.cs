using ILComicGAN.Kernels.Normalization;
using ILComicGAN.Kernels.Tiles;
using ILGPU;

namespace ILComicGAN.Kernels.MatrixProduct;

/// <summary>Row-major matrices one after the other: the products of a batch, or the parts of a split sum.</summary>
internal readonly struct MatrixTarget(ArrayView<float> matrix, int rows, int columns) : ITarget
{
    private readonly ArrayView<float> _matrix = matrix;
    private readonly int _rows = rows;
    private readonly int _columns = columns;

    public bool MayTakeMoments => false;

    public bool TakesMoments => false;

    public int Columns => _columns;

    public void StoreMoments(int slice, int row, int part, Moments moments)
    {
    }

    public Float4 Store(int slice, int row, int column, Float4 values)
    {
        if (row >= _rows || column >= _columns)
        {
            return values;
        }

        long at = ((((long)slice * _rows) + row) * _columns) + column;
        if ((_columns & 3) == 0)
        {
            _matrix.Cast<Float4>()[at >> 2] = values;
            return values;
        }

        _matrix[at] = values.X;
        if (column + 1 < _columns)
        {
            _matrix[at + 1] = values.Y;
        }

        if (column + 2 < _columns)
        {
            _matrix[at + 2] = values.Z;
        }

        if (column + 3 < _columns)
        {
            _matrix[at + 3] = values.W;
        }

        return values;
    }
}
