namespace ILComicGAN.Kernels.Tiles;

/// <summary>How many registers an operand needs beside the products' own, as ptxas counts them.</summary>
internal enum RegisterNeed
{
    /// <summary>A place and an offset.</summary>
    Few,

    /// <summary>Some numbers to find an address from.</summary>
    Some,

    /// <summary>Such numbers, and what a prologue applies between a tile's read and its store.</summary>
    Prologue,

    /// <summary>An address for each element.</summary>
    Many,
}
