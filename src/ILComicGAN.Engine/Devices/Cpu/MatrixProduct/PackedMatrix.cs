using System.Runtime.InteropServices;

namespace ILComicGAN.Engine.Devices.Cpu;

/// <summary>A left-hand matrix in the order that <see cref="MicroKernel{TSimd, TVector}"/> reads: [row block][depth][rows].</summary>
internal sealed unsafe class PackedMatrix : IDisposable
{
    private readonly int _blockRows;

    /// <summary>Memory for a matrix of the given size; rows are padded with zeros to whole blocks.</summary>
    public PackedMatrix(int rows, int depth, int blockRows)
    {
        (Rows, Depth, _blockRows) = (rows, depth, blockRows);
        Blocks = (rows + blockRows - 1) / blockRows;
        Values = (float*)NativeMemory.AlignedAlloc((nuint)Blocks * (nuint)blockRows * (nuint)depth * sizeof(float), 64);
    }

    public int Rows { get; }

    public int Depth { get; }

    public int Blocks { get; }

    public float* Values { get; private set; }

    /// <summary>The block's values from term <paramref name="depth"/> on.</summary>
    public float* Block(int block, int depth) => Values + ((((long)block * Depth) + depth) * _blockRows);

    /// <summary>Fills one block with element(row, k).</summary>
    public void FillBlock(int block, Func<int, int, float> element)
    {
        float* target = Block(block, 0);
        for (int k = 0; k < Depth; k++)
        {
            for (int i = 0; i < _blockRows; i++)
            {
                int row = (block * _blockRows) + i;
                *target++ = row < Rows ? element(row, k) : 0;
            }
        }
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(Values);
        Values = null;
    }
}
