using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices.Cpu.MatrixProduct;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Devices.Cpu;

internal sealed unsafe partial class CpuDevice<TSimd, TVector>
{
    /// <summary>Terms summed before the result is written back: a B panel of this depth stays in the first-level cache.</summary>
    private const int DepthBlock = 256;

    /// <summary>Pieces of work that a product is cut into where its size allows it, for many threads.</summary>
    private const int PiecesAtLeast = 16;

    /// <summary>Panels of B packed together at most: DepthBlock × this many columns stay in the second-level cache.</summary>
    private const int PanelsPerBlock = 8;

    private void MatMul(DeviceBuffer a, DeviceBuffer b, DeviceBuffer c, in MatMulShape shape)
    {
        MatMulShape s = shape;
        float* va = Of(a);
        float* vb = Of(b);
        float* vc = Of(c);
        (long aRow, long aColumn) = s.TransposeA ? (1L, (long)s.M) : (s.K, 1L);
        (long bRow, long bColumn) = s.TransposeB ? (1L, (long)s.K) : (s.N, 1L);
        for (int batch = 0; batch < s.Batch; batch++)
        {
            float* matrix = va + (batch * s.BatchStrideA);
            using PackedMatrix packed = Pack(s.M, s.K, matrix, aRow, aColumn);
            MatrixPanels<TSimd, TVector> panels = new(vb + (batch * s.BatchStrideB), bRow, bColumn);
            Multiply(packed, panels, s.N, vc + ((long)batch * s.M * s.N), s.N);
        }
    }

    /// <summary>A packed left-hand matrix of element(row, k).</summary>
    private PackedMatrix Pack(int rows, int depth, Func<int, int, float> element)
    {
        PackedMatrix packed = new(Allocator, rows, depth, MicroKernel<TSimd, TVector>.Rows);
        Pool.Run(packed.Blocks, block => packed.FillBlock(block, element));
        return packed;
    }

    /// <summary>A packed left-hand matrix, element (row, k) at row·rowStride + k·depthStride; one of the strides is 1.</summary>
    private PackedMatrix Pack(int rows, int depth, float* values, long rowStride, long depthStride)
    {
        PackedMatrix packed = new(Allocator, rows, depth, MicroKernel<TSimd, TVector>.Rows);
        Pool.Run(packed.Blocks, block => MicroKernel<TSimd, TVector>.PackRows(
            values + (block * packed.BlockRows * rowStride),
            rowStride,
            depthStride,
            Math.Min(packed.BlockRows, rows - (block * packed.BlockRows)),
            depth,
            packed.Block(block, 0)));
        return packed;
    }

    /// <summary>C = LeakyReLU(A·B (+ bias per row); slope), over all threads by blocks of columns and, where those are few, of rows.</summary>
    private void Multiply<TPanels>(
        PackedMatrix a,
        TPanels b,
        int columns,
        float* c,
        long stride,
        float* bias = null,
        float slope = 1,
        ProductMoments<TSimd, TVector> moments = default)
        where TPanels : struct, IPanelSource
    {
        int tileColumns = MicroKernel<TSimd, TVector>.Columns;
        int panels = (columns + tileColumns - 1) / tileColumns;
        // Single panels where there are few; otherwise as many pieces as can be shared out evenly, equal to within a panel.
        int blocks = (panels + PanelsPerBlock - 1) / PanelsPerBlock;
        int columnBlocks = panels < 2 * PiecesAtLeast ? panels : (blocks + PiecesAtLeast - 1) / PiecesAtLeast * PiecesAtLeast;
        // Few columns and many rows: B is packed once per group of rows, which costs little.
        int rowGroups = Math.Clamp(PiecesAtLeast / columnBlocks, 1, Math.Max(1, a.Blocks / 4));
        moments.Begin(columnBlocks);
        Pool.Run(columnBlocks * rowGroups, piece =>
        {
            (int columnBlock, int group) = Math.DivRem(piece, rowGroups);
            int first = (int)((long)panels * columnBlock / columnBlocks) * tileColumns;
            int count = Math.Min(columns, (int)((long)panels * (columnBlock + 1) / columnBlocks) * tileColumns) - first;
            int firstBlock = (int)((long)a.Blocks * group / rowGroups);
            int endBlock = (int)((long)a.Blocks * (group + 1) / rowGroups);
            MultiplyBlock(
                a,
                firstBlock,
                endBlock,
                b,
                first,
                count,
                c + first,
                stride,
                bias,
                slope);
            moments.Gather(
                columnBlock, firstBlock * a.BlockRows, Math.Min(a.Rows, endBlock * a.BlockRows), c + first, stride, count);
        });
    }

    private static void MultiplyBlock<TPanels>(
        PackedMatrix a,
        int firstBlock,
        int endBlock,
        in TPanels b,
        int firstColumn,
        int columns,
        float* c,
        long stride,
        float* bias,
        float slope)
        where TPanels : struct, IPanelSource
    {
        int tileRows = MicroKernel<TSimd, TVector>.Rows;
        int tileColumns = MicroKernel<TSimd, TVector>.Columns;
        int panels = (columns + tileColumns - 1) / tileColumns;
        int depthBlocks = (a.Depth + DepthBlock - 1) / DepthBlock;
        int depthStep = (a.Depth + depthBlocks - 1) / depthBlocks;
        float* packed = Scratch.Floats((long)panels * tileColumns * depthStep);
        float* padded = stackalloc float[tileRows];
        for (int k = 0; k < a.Depth; k += depthStep)
        {
            int depth = Math.Min(depthStep, a.Depth - k);
            b.Pack(k, depth, firstColumn, columns, tileColumns, packed);
            for (int panel = 0; panel < panels; panel++)
            {
                int column = panel * tileColumns;
                for (int block = firstBlock; block < endBlock; block++)
                {
                    int row = block * tileRows;
                    int rows = Math.Min(tileRows, a.Rows - row);
                    float* offset = null;
                    if (bias is not null && k == 0)
                    {
                        offset = bias + row;
                        if (rows < tileRows)
                        {
                            new ReadOnlySpan<float>(offset, rows).CopyTo(new Span<float>(padded, rows));
                            offset = padded;
                        }
                    }

                    MicroKernel<TSimd, TVector>.Run(
                        depth,
                        a.Block(block, k),
                        packed + ((long)panel * tileColumns * depth),
                        c + (row * stride) + column,
                        stride,
                        rows,
                        Math.Min(tileColumns, columns - column),
                        accumulate: k > 0,
                        offset,
                        k + depth == a.Depth ? slope : 1);
                }
            }
        }
    }
}
