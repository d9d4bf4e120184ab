using ILGPU;

namespace ILComicGAN.Kernels.Launch;

/// <summary>Runs a body once per element, in a grid-stride loop so that the length may exceed 2³¹.</summary>
internal static class ElementKernel
{
    public static void Run<TBody>(long count, TBody body)
        where TBody : struct, IElementBody
    {
        long step = (long)Grid.DimX * Group.DimX;
        for (long i = ((long)Grid.IdxX * Group.DimX) + Group.IdxX; i < count; i += step)
        {
            body.At(i);
        }
    }
}
