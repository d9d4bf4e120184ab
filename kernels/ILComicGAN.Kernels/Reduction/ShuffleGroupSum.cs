using ILGPU;

namespace ILComicGAN.Kernels.Reduction;

/// <summary>Shuffles within each warp, then adds the warps' sums: two barriers instead of nine.</summary>
internal readonly struct ShuffleGroupSum : IGroupSum
{
    public float Sum(float value, ArrayView<float> memory)
    {
        for (int width = Warp.WarpSize >> 1; width > 0; width >>= 1)
        {
            value += Warp.ShuffleDown(value, width);
        }

        int thread = Group.IdxX;
        if (Warp.LaneIdx == 0)
        {
            memory[thread / Warp.WarpSize] = value;
        }

        Group.Barrier();
        int warps = (Group.DimX + Warp.WarpSize - 1) / Warp.WarpSize;
        float sum = 0f;
        for (int warp = 0; warp < warps; warp++)
        {
            sum += memory[warp];
        }

        Group.Barrier();
        return sum;
    }
}
