using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Devices.Cpu.MatrixProduct;

/// <summary>A left-hand matrix in the order that <see cref="MicroKernel{TSimd, TVector}"/> reads: [row block][depth][rows].</summary>
internal sealed unsafe class PackedMatrix : IDisposable
{
    private readonly CpuScratchBuffer _memory;

    /// <summary>Memory for a matrix of the given size; rows are padded with zeros to whole blocks.</summary>
    public PackedMatrix(CachingAllocator allocator, int rows, int depth, int blockRows)
    {
        (Rows, Depth, BlockRows) = (rows, depth, blockRows);
        Blocks = (rows + blockRows - 1) / blockRows;
        _memory = new CpuScratchBuffer(allocator, (long)Blocks * blockRows * depth);
    }

    public int Rows { get; }

    public int Depth { get; }

    public int Blocks { get; }

    public int BlockRows { get; }

    /// <summary>The block's values from term <paramref name="depth"/> on.</summary>
    public float* Block(int block, int depth) => _memory.Values + ((((long)block * Depth) + depth) * BlockRows);

    /// <summary>Fills one block with element(row, k).</summary>
    public void FillBlock(int block, Func<int, int, float> element)
    {
        float* target = Block(block, 0);
        for (int k = 0; k < Depth; k++)
        {
            for (int i = 0; i < BlockRows; i++)
            {
                int row = (block * BlockRows) + i;
                *target++ = row < Rows ? element(row, k) : 0;
            }
        }
    }

    public void Dispose() => _memory.Dispose();
}
