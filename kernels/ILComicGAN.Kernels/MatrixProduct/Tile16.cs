namespace ILComicGAN.Kernels.MatrixProduct;

/// <summary>16 × 16: 256 threads, eight warps.</summary>
internal readonly struct Tile16 : ITileSize
{
    public int Size => 16;
}
