using ILComicGAN.Engine.Memory;
using ILComicGAN.Kernels;
using ILGPU;
using ILGPU.Runtime;

namespace ILComicGAN.Engine.Devices.Ilgpu;

internal sealed partial class IlgpuDevice
{
    /// <summary>Products of less work than this are done before a tile is filled.</summary>
    private const long SmallProduct = 64;

    public override void MatMul(DeviceBuffer a, DeviceBuffer b, DeviceBuffer c, in MatMulShape shape)
    {
        MatrixSizes sizes = new()
        {
            M = shape.M,
            N = shape.N,
            K = shape.K,
            ARow = shape.TransposeA ? 1 : shape.K,
            AColumn = shape.TransposeA ? shape.M : 1,
            BRow = shape.TransposeB ? 1 : shape.N,
            BColumn = shape.TransposeB ? shape.K : 1,
            ABatch = shape.BatchStrideA,
            BBatch = shape.BatchStrideB,
        };
        if ((long)shape.M * shape.N * shape.K < SmallProduct || shape.Batch > ushort.MaxValue)
        {
            Planes(shape.Batch, shape.M * shape.N, new MatMul1NaiveBody(View(a), View(b), View(c), sizes));
        }
        else if (_accelerator.MaxNumThreadsPerGroup >= 256)
        {
            Tiled<Tile16>(View(a), View(b), View(c), shape.Batch, sizes);
        }
        else
        {
            Tiled<Tile4>(View(a), View(b), View(c), shape.Batch, sizes);
        }
    }

    public override void Conv2d(DeviceBuffer x, DeviceBuffer w, DeviceBuffer? bias, DeviceBuffer y, in Conv2dShape shape) =>
        Planes(
            shape.Batch * shape.OutChannels,
            shape.OutHeight * shape.OutWidth,
            new ConvForward1DirectBody(View(x), View(w), ViewOr(bias, w), bias is null ? 0 : 1, View(y), Sizes(shape)));

    public override void Conv2dInputGradient(DeviceBuffer gy, DeviceBuffer w, DeviceBuffer gx, in Conv2dShape shape) =>
        Planes(
            shape.Batch * shape.InChannels,
            shape.InHeight * shape.InWidth,
            new ConvInputGradient1DirectBody(View(gy), View(w), View(gx), Sizes(shape)));

    public override void Conv2dWeightGradient(DeviceBuffer x, DeviceBuffer gy, DeviceBuffer gw, in Conv2dShape shape) =>
        Planes(
            shape.OutChannels,
            shape.GroupInChannels * shape.KernelHeight * shape.KernelWidth,
            new ConvWeightGradient1DirectBody(View(x), View(gy), View(gw), Sizes(shape)));

    private static ConvolutionSizes Sizes(in Conv2dShape s) => new()
    {
        Batch = s.Batch,
        InChannels = s.InChannels,
        InHeight = s.InHeight,
        InWidth = s.InWidth,
        OutChannels = s.OutChannels,
        OutHeight = s.OutHeight,
        OutWidth = s.OutWidth,
        KernelHeight = s.KernelHeight,
        KernelWidth = s.KernelWidth,
        Stride = s.Stride,
        Padding = s.Padding,
        GroupInChannels = s.GroupInChannels,
        GroupOutChannels = s.GroupOutChannels,
    };

    private void Tiled<TTile>(ArrayView<float> a, ArrayView<float> b, ArrayView<float> c, int batch, MatrixSizes sizes)
        where TTile : struct, ITileSize
    {
        var kernel = (Action<AcceleratorStream, KernelConfig, ArrayView<float>, ArrayView<float>, ArrayView<float>, MatrixSizes>)
            _kernels.GetOrAdd(
                typeof(TTile),
                _ => _accelerator.LoadKernel<ArrayView<float>, ArrayView<float>, ArrayView<float>, MatrixSizes>(MatMul2TiledKernel.Run<TTile>));
        int tile = default(TTile).Size;
        Index3D grid = new((sizes.N + tile - 1) / tile, (sizes.M + tile - 1) / tile, batch);
        kernel(_stream, new KernelConfig(grid, new Index3D(tile, tile, 1)), a, b, c, sizes);
    }
}
