namespace ILComicGAN.Kernels.Tiles;

/// <summary>A product that can be launched in any shape of tiles.</summary>
internal interface ITiledProduct
{
    void Run<TRows, TColumns, TCore>()
        where TRows : struct, IExtent
        where TColumns : struct, IExtent
        where TCore : struct, IProductCore;
}
