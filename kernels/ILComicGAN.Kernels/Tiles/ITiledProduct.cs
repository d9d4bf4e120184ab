namespace ILComicGAN.Kernels;

/// <summary>A product that can be launched in any shape of tiles.</summary>
internal interface ITiledProduct
{
    void Run<TRows, TColumns, TSums, TRow>()
        where TRows : struct, IExtent
        where TColumns : struct, IExtent
        where TSums : struct, ISums<TRow>
        where TRow : struct, IAccumulatorRow<TRow>;
}
