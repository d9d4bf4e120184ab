using ILGPU;

namespace ILComicGAN.Kernels.MatrixProduct;

/// <summary>
/// Step 2 of the ladder: a group of T × T threads computes a T × T tile of C from tiles of A and B in shared memory, so
/// that each element of global memory is read K/T times less often.
/// </summary>
internal static class MatMul2TiledKernel
{
    public static void Run<TTile>(ArrayView<float> a, ArrayView<float> b, ArrayView<float> c, MatrixSizes sizes)
        where TTile : struct, ITileSize
    {
        int tile = default(TTile).Size;
        ArrayView<float> tileA = SharedMemory.Allocate<float>(default(TTile).Size * default(TTile).Size);
        ArrayView<float> tileB = SharedMemory.Allocate<float>(default(TTile).Size * default(TTile).Size);
        int x = Group.IdxX;
        int y = Group.IdxY;
        int row = (Grid.IdxY * tile) + y;
        int column = (Grid.IdxX * tile) + x;
        int batch = Grid.IdxZ;
        float sum = 0;
        for (int k = 0; k < sizes.K; k += tile)
        {
            bool hasA = row < sizes.M && k + x < sizes.K;
            bool hasB = column < sizes.N && k + y < sizes.K;
            tileA[(y * tile) + x] = hasA ? a[(batch * sizes.ABatch) + (row * sizes.ARow) + ((k + x) * sizes.AColumn)] : 0;
            tileB[(y * tile) + x] = hasB ? b[(batch * sizes.BBatch) + ((k + y) * sizes.BRow) + (column * sizes.BColumn)] : 0;
            Group.Barrier();
            for (int i = 0; i < tile; i++)
            {
                sum += tileA[(y * tile) + i] * tileB[(i * tile) + x];
            }

            Group.Barrier();
        }

        if (row < sizes.M && column < sizes.N)
        {
            c[((((long)batch * sizes.M) + row) * sizes.N) + column] = sum;
        }
    }
}
