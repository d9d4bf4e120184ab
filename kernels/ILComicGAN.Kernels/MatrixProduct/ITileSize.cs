namespace ILComicGAN.Kernels.MatrixProduct;

/// <summary>The side of a tile as a type, so that the compiler knows it as a constant.</summary>
internal interface ITileSize
{
    int Size { get; }
}
