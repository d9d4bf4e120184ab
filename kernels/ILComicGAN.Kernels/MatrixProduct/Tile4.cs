namespace ILComicGAN.Kernels.MatrixProduct;

/// <summary>4 × 4: the simulator runs each thread of a group as a thread of the machine.</summary>
internal readonly struct Tile4 : ITileSize
{
    public int Size => 4;
}
