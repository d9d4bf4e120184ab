using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Kernels.Convolution;
using ILComicGAN.Kernels.Elementwise;
using ILComicGAN.Kernels.MatrixProduct;
using ILComicGAN.Kernels.Tiles;

namespace ILComicGAN.Kernels.Catalog;

/// <summary>The register-tiled products: every tile with every pair of operands.</summary>
internal sealed class ProductCatalog : ITiledProduct
{
    private readonly List<KernelEntry> _entries = [];
    private string _tile = "";
    private bool _tensor;

    public IEnumerable<KernelEntry> Entries => _entries;

    public void Add(TileShape tile)
    {
        _tile = tile.Name;
        _tensor = TileShape.Tensor.Contains(tile);
        tile.Apply(this);
    }

    public void Run<TRows, TColumns, TCore>()
        where TRows : struct, IExtent
        where TColumns : struct, IExtent
        where TCore : struct, IProductCore
    {
        MatMul<TRows, TColumns, TCore, AlongKOperand<TRows>>("along");
        MatMul<TRows, TColumns, TCore, AcrossOperand<TRows>>("across");
        MatMul<TRows, TColumns, TCore, StridedOperand<TRows>>("strided");
        Convolution<TRows, TColumns, TCore, LeakyRelu>("");
        if (_tile == TileShape.Smallest.Name)
        {
            // Other activations make other kernels of every tile; one of each kind stands for them.
            Convolution<TRows, TColumns, TCore, Tanh>("/tanh");
        }

        Add<TRows, TColumns, TCore, PixelRowOperand<TRows>, TapOperand<TColumns, ZeroBorder>, MatrixTarget>("conv-weight-gradient", "rows");
        Add<TRows, TColumns, TCore, PixelRowOperand<TRows>, TapOperand<TColumns, ReflectedBorder>, MatrixTarget>("conv-weight-gradient", "rows-view");
        Add<TRows, TColumns, TCore, PixelOperand<TRows>, FlatTapOperand<TColumns, ZeroBorder>, MatrixTarget>("conv-weight-gradient", "flat");
        Add<TRows, TColumns, TCore, PixelOperand<TRows>, FlatTapOperand<TColumns, ReflectedBorder>, MatrixTarget>("conv-weight-gradient", "flat-view");
    }

    private void Convolution<TRows, TColumns, TCore, TActivation>(string activation)
        where TRows : struct, IExtent
        where TColumns : struct, IExtent
        where TCore : struct, IProductCore
        where TActivation : struct, IUnaryFunction
    {
        Add<TRows, TColumns, TCore, PackedOperand<TRows>, PatchOperand<TColumns>, PictureTarget<TActivation>>("conv", $"blocks{activation}");
        Add<TRows, TColumns, TCore, PackedOperand<TRows>, ViewPatchOperand<TColumns>, PictureTarget<TActivation>>("conv", $"blocks-view{activation}");
        Add<TRows, TColumns, TCore, PackedOperand<TRows>, FlatPatchOperand<TColumns, ZeroBorder>, PictureTarget<TActivation>>("conv", $"flat{activation}");
        Add<TRows, TColumns, TCore, PackedOperand<TRows>, FlatPatchOperand<TColumns, ReflectedBorder>, PictureTarget<TActivation>>("conv", $"flat-view{activation}");
    }

    private void MatMul<TRows, TColumns, TCore, TA>(string a)
        where TRows : struct, IExtent
        where TColumns : struct, IExtent
        where TCore : struct, IProductCore
        where TA : struct, IOperand
    {
        Add<TRows, TColumns, TCore, TA, AlongKOperand<TColumns>, MatrixTarget>("matmul", $"{a}-along");
        Add<TRows, TColumns, TCore, TA, AcrossOperand<TColumns>, MatrixTarget>("matmul", $"{a}-across");
        Add<TRows, TColumns, TCore, TA, StridedOperand<TColumns>, MatrixTarget>("matmul", $"{a}-strided");
    }

    private void Add<TRows, TColumns, TCore, TA, TB, TC>(string family, string operands)
        where TRows : struct, IExtent
        where TColumns : struct, IExtent
        where TCore : struct, IProductCore
        where TA : struct, IOperand
        where TB : struct, IOperand
        where TC : struct, ITarget
    {
        int threads = default(TRows).Threads;
        _entries.Add(new KernelEntry(
            $"{family}/{(_tensor ? "tensor" : "tiled")}.{_tile}/{operands}",
            ((Action<TA, TB, TC, ProductSteps>)RegisterTiledProduct.Run<TRows, TColumns, TCore, TA, TB, TC>).Method,
            threads,
            // A warp's tensor-core instruction does 1024 multiply-adds.
            Tile.Depth * default(TRows).Width * default(TColumns).Width / threads / (_tensor ? 32 : 1),
            _tensor && _tile.EndsWith("tf32", StringComparison.Ordinal) ? 80 : 75,
            RegisterTiledProduct.LeastGroups<TRows, TCore, TA, TB>()));
    }
}
