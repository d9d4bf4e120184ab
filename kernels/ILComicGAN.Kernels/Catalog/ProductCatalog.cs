namespace ILComicGAN.Kernels;

/// <summary>The register-tiled products: every tile with every pair of operands.</summary>
internal sealed class ProductCatalog : ITiledProduct
{
    private readonly List<KernelEntry> _entries = [];
    private string _tile = "";

    public IEnumerable<KernelEntry> Entries => _entries;

    public void Add(TileShape tile)
    {
        _tile = tile.Name;
        tile.Apply(this);
    }

    public void Run<TRows, TColumns, TSums, TRow>()
        where TRows : struct, IExtent
        where TColumns : struct, IExtent
        where TSums : struct, ISums<TRow>
        where TRow : struct, IAccumulatorRow<TRow>
    {
        MatMul<TRows, TColumns, TSums, TRow, AlongKOperand<TRows>>("along");
        MatMul<TRows, TColumns, TSums, TRow, AcrossOperand<TRows>>("across");
        MatMul<TRows, TColumns, TSums, TRow, StridedOperand<TRows>>("strided");
        Add<TRows, TColumns, TSums, TRow, PackedOperand<TRows>, PatchOperand<TColumns>, PictureTarget>("conv", "blocks");
        Add<TRows, TColumns, TSums, TRow, PackedOperand<TRows>, FlatPatchOperand<TColumns>, PictureTarget>("conv", "flat");
        Add<TRows, TColumns, TSums, TRow, PixelRowOperand<TRows>, TapOperand<TColumns>, MatrixTarget>("conv-weight-gradient", "rows");
        Add<TRows, TColumns, TSums, TRow, PixelOperand<TRows>, FlatTapOperand<TColumns>, MatrixTarget>("conv-weight-gradient", "flat");
    }

    private void MatMul<TRows, TColumns, TSums, TRow, TA>(string a)
        where TRows : struct, IExtent
        where TColumns : struct, IExtent
        where TSums : struct, ISums<TRow>
        where TRow : struct, IAccumulatorRow<TRow>
        where TA : struct, IOperand
    {
        Add<TRows, TColumns, TSums, TRow, TA, AlongKOperand<TColumns>, MatrixTarget>("matmul", $"{a}-along");
        Add<TRows, TColumns, TSums, TRow, TA, AcrossOperand<TColumns>, MatrixTarget>("matmul", $"{a}-across");
        Add<TRows, TColumns, TSums, TRow, TA, StridedOperand<TColumns>, MatrixTarget>("matmul", $"{a}-strided");
    }

    private void Add<TRows, TColumns, TSums, TRow, TA, TB, TC>(string family, string operands)
        where TRows : struct, IExtent
        where TColumns : struct, IExtent
        where TSums : struct, ISums<TRow>
        where TRow : struct, IAccumulatorRow<TRow>
        where TA : struct, IOperand
        where TB : struct, IOperand
        where TC : struct, ITarget
    {
        int threads = default(TRows).Threads;
        _entries.Add(new KernelEntry(
            $"{family}/tiled.{_tile}/{operands}",
            ((Action<TA, TB, TC, ProductSteps>)RegisterTiledProduct.Run<TRows, TColumns, TSums, TRow, TA, TB, TC>).Method,
            threads,
            Tile.Depth * default(TRows).Width * default(TColumns).Width / threads));
    }
}
