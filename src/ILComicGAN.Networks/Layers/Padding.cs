namespace ILComicGAN.Networks.Layers;

/// <summary>What stands outside the picture.</summary>
public enum Padding
{
    /// <summary>Zeros.</summary>
    Zero,

    /// <summary>The picture reflected at its border pixel, on all sides.</summary>
    Reflect,

    /// <summary>Reflected, below and on the right only: AnimeGAN's stride-2 layers.</summary>
    ReflectBottomRight,
}
