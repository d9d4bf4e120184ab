using ILGPU;

namespace ILComicGAN.Engine.Gpu;

/// <summary>The settings that all our ILGPU contexts share.</summary>
internal static class IlgpuContext
{
    /// <summary>
    /// O2: below it ILGPU leaves loads without a known address space, which cannot be 128 bits wide. Profiling: the
    /// streams' time stamps, which also tell when a staging buffer is free again.
    /// </summary>
    public static Context.Builder Configure(Context.Builder builder) =>
        builder.Optimize(OptimizationLevel.O2).Math(MathMode.Default).Profiling();
}
