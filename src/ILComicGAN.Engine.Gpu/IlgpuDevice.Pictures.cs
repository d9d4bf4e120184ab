using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Memory;
using ILComicGAN.Kernels.Padding;
using ILComicGAN.Kernels.Pooling;
using ILComicGAN.Kernels.Resizing;
using ILGPU;

namespace ILComicGAN.Engine.Gpu;

internal sealed partial class IlgpuDevice
{
    private void MaxPool(DeviceBuffer x, DeviceBuffer y, DeviceBuffer indices, in PoolShape shape) =>
        Planes(shape.Planes, shape.OutHeight * shape.OutWidth, new MaxPoolBody(View(x), View(y), View(indices), Sizes(shape)));

    private void MaxPoolGather(DeviceBuffer x, DeviceBuffer indices, DeviceBuffer y, in PoolShape shape) =>
        Planes(shape.Planes, shape.OutHeight * shape.OutWidth, new MaxPoolGatherBody(View(x), View(indices), View(y), Sizes(shape)));

    private void MaxPoolGradient(DeviceBuffer gy, DeviceBuffer indices, DeviceBuffer gx, in PoolShape shape) =>
        Planes(shape.Planes, shape.InHeight * shape.InWidth, new MaxPoolGradientBody(View(gy), View(indices), View(gx), Sizes(shape)));

    private void AveragePool(DeviceBuffer x, DeviceBuffer y, in PoolShape shape) =>
        Planes(shape.Planes, shape.OutHeight * shape.OutWidth, new AveragePoolBody(View(x), View(y), Sizes(shape)));

    private void AveragePoolGradient(DeviceBuffer gy, DeviceBuffer gx, in PoolShape shape) =>
        Planes(shape.Planes, shape.InHeight * shape.InWidth, new AveragePoolGradientBody(View(gy), View(gx), Sizes(shape)));

    private void Resize(DeviceBuffer x, DeviceBuffer y, in ResizeShape shape) =>
        Planes(shape.Planes, shape.OutHeight * shape.OutWidth, new ResizeBody(View(x), View(y), Sizes(shape)));

    private void ResizeGradient(DeviceBuffer gy, DeviceBuffer gx, in ResizeShape shape) =>
        Planes(shape.Planes, shape.InHeight * shape.InWidth, new ResizeGradientBody(View(gy), View(gx), Sizes(shape)));

    private void ReflectPad(DeviceBuffer x, DeviceBuffer y, in ReflectPadShape shape) =>
        Planes(shape.Planes, shape.OutHeight * shape.OutWidth, new ReflectPadBody(View(x), View(y), Sizes(shape)));

    private void ReflectPadGradient(DeviceBuffer gy, DeviceBuffer gx, in ReflectPadShape shape) =>
        Planes(shape.Planes, shape.InHeight * shape.InWidth, new ReflectPadGradientBody(View(gy), View(gx), Sizes(shape)));

    private static PoolSizes Sizes(in PoolShape s) => new()
    {
        InHeight = s.InHeight,
        InWidth = s.InWidth,
        OutHeight = s.OutHeight,
        OutWidth = s.OutWidth,
        Kernel = s.Kernel,
        Stride = s.Stride,
    };

    private static ResizeSizes Sizes(in ResizeShape s) => new()
    {
        InHeight = s.InHeight,
        InWidth = s.InWidth,
        OutHeight = s.OutHeight,
        OutWidth = s.OutWidth,
        Linear = s.Mode == ResizeMode.Bilinear ? 1 : 0,
    };

    private static ReflectPadSizes Sizes(in ReflectPadShape s) => new()
    {
        InHeight = s.InHeight,
        InWidth = s.InWidth,
        OutHeight = s.OutHeight,
        OutWidth = s.OutWidth,
        Top = s.Top,
        Left = s.Left,
    };
}
