namespace ILComicGAN.Engine.Contract;

/// <summary>The sizes of a pooling window sliding over planes without padding.</summary>
/// <param name="Planes">N·C.</param>
/// <param name="InHeight">H.</param>
/// <param name="InWidth">W.</param>
/// <param name="Kernel">Side of the square window.</param>
/// <param name="Stride">Step in both directions.</param>
public readonly record struct PoolShape(int Planes, int InHeight, int InWidth, int Kernel, int Stride)
{
    /// <summary>H_out; windows that would reach over the border are left out.</summary>
    public int OutHeight => ((InHeight - Kernel) / Stride) + 1;

    /// <summary>W_out.</summary>
    public int OutWidth => ((InWidth - Kernel) / Stride) + 1;
}
