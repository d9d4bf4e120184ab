using ILGPU;

namespace ILComicGAN.Kernels.Reduction;

/// <summary>A binary tree in shared memory: for devices without warp shuffles. The group's size is a power of two.</summary>
internal readonly struct TreeGroupSum : IGroupSum
{
    public float Sum(float value, ArrayView<float> memory)
    {
        int thread = Group.IdxX;
        memory[thread] = value;
        Group.Barrier();
        for (int width = Group.DimX >> 1; width > 0; width >>= 1)
        {
            if (thread < width)
            {
                memory[thread] += memory[thread + width];
            }

            Group.Barrier();
        }

        float sum = memory[0];
        Group.Barrier();
        return sum;
    }
}
