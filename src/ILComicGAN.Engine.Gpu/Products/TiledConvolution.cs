using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Kernels.Elementwise;
using ILComicGAN.Kernels.Tiles;

namespace ILComicGAN.Engine.Gpu.Products;

/// <summary>A convolution as implicit GEMM in one shape of tiles.</summary>
internal readonly struct TiledConvolution(IlgpuDevice device, TileShape tile, ConvolutionBuffers b, ConvolutionCase c) : IUnaryUser
{
    public void Use<TActivation>()
        where TActivation : struct, IUnaryFunction =>
        tile.Apply(new PatchProduct<TActivation>(device, b.X, b.W, b.Y, b, PatchLaunch.Forward(c)));
}
