using System.Runtime.Intrinsics.X86;
using ILComicGAN.Engine.Devices.Cpu.Simd;

namespace ILComicGAN.Engine.Devices.Cpu.Convolution;

/// <summary>
/// Rows of a picture as <see cref="WinogradF4x7Columns{TSimd, TVector}"/> reads them: where they are stored if the columns
/// asked for lie side by side there, and copied elsewhere with their border if not.
/// </summary>
internal readonly unsafe struct ColumnStage<TSimd, TVector>
    where TSimd : ISimd<TVector>
    where TVector : unmanaged
{
    private readonly PictureSource _source;
    private readonly int _firstRow;
    private readonly int _rows;
    private readonly int _firstColumn;
    private readonly bool _stored;
    private readonly float* _x;
    private readonly float* _copy;

    public ColumnStage(
        float* x, PictureSource source, int firstRow, int rows, int firstColumn, int columns, long* offsets, float* copy)
    {
        (_source, _firstRow, _rows, _firstColumn, Columns) = (source, firstRow, rows, firstColumn, columns);
        _x = x;
        _copy = copy;
        Offsets = offsets;
        // A normalization is applied while copying.
        _stored = !source.IsNormalized;
        for (int row = 0; row < rows && _stored; row++)
        {
            offsets[row] = source.Adjacent(firstRow + row, firstColumn, columns);
            _stored = offsets[row] >= 0;
        }

        for (int row = 0; row < rows && !_stored; row++)
        {
            offsets[row] = (long)row * columns;
        }
    }

    /// <summary>Columns of each row.</summary>
    public int Columns { get; }

    /// <summary>Where each row lies behind what <see cref="Rows"/> returns.</summary>
    public long* Offsets { get; }

    /// <summary>The rows of plane n·C + c.</summary>
    public float* Rows(long index)
    {
        float* plane = _x + (index * _source.Plane);
        if (_stored)
        {
            return plane;
        }

        for (int row = 0; row < _rows; row++)
        {
            _source.Read<TSimd, TVector>(
                _source.Line(plane, _firstRow + row), _firstColumn, Columns, 1, _source.Normalization(index), _copy + ((long)row * Columns));
        }

        return _copy;
    }

    /// <summary>Asks memory for a plane's rows, which are too far apart for the processor to guess, before they are read.</summary>
    public void Prefetch(long index)
    {
        if (!_stored || !Sse.IsSupported)
        {
            return;
        }

        float* plane = _x + (index * _source.Plane);
        const int Line = 16;
        for (int row = 0; row < _rows; row++)
        {
            for (int i = 0; i < Columns; i += Line)
            {
                Sse.Prefetch0(plane + Offsets[row] + i);
            }
        }
    }
}
