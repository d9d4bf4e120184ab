namespace ILComicGAN.Engine.Contract;

/// <summary>The sizes of a padding by reflection; the border pixel itself is not repeated (… 2 1 | 0 1 2 …).</summary>
/// <param name="Planes">N·C.</param>
/// <param name="InHeight">H, larger than <paramref name="Top"/> and <paramref name="Bottom"/>.</param>
/// <param name="InWidth">W, larger than <paramref name="Left"/> and <paramref name="Right"/>.</param>
/// <param name="Top">Rows added above.</param>
/// <param name="Bottom">Rows added below.</param>
/// <param name="Left">Columns added on the left.</param>
/// <param name="Right">Columns added on the right.</param>
public readonly record struct ReflectPadShape(
    int Planes, int InHeight, int InWidth, int Top, int Bottom, int Left, int Right)
{
    /// <summary>Height after padding.</summary>
    public int OutHeight => InHeight + Top + Bottom;

    /// <summary>Width after padding.</summary>
    public int OutWidth => InWidth + Left + Right;
}
