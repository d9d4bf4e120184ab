using ILGPU;

namespace ILComicGAN.Kernels.Launch;

/// <summary>
/// Runs a body for each element of each plane. Two grid dimensions keep the 64-bit division out of every thread.
/// </summary>
internal static class PlaneKernel
{
    public static void Run<TBody>(int planes, int count, TBody body)
        where TBody : struct, IPlaneBody
    {
        long step = (long)Grid.DimX * Group.DimX;
        for (int plane = Grid.IdxY; plane < planes; plane += Grid.DimY)
        {
            for (long i = ((long)Grid.IdxX * Group.DimX) + Group.IdxX; i < count; i += step)
            {
                body.At(plane, (int)i);
            }
        }
    }
}
