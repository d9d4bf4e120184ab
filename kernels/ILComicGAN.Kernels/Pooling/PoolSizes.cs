namespace ILComicGAN.Kernels.Pooling;

internal struct PoolSizes
{
    public int InHeight, InWidth, OutHeight, OutWidth, Kernel, Stride;

    /// <summary>The first window that reaches <paramref name="position"/>: ⌈(position − kernel + 1)/stride⌉.</summary>
    public readonly int FirstWindow(int position) => Math.Max(position - Kernel + Stride, 0) / Stride;
}
