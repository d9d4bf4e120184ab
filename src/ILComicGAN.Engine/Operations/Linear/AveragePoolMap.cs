using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Operations.Linear;

/// <summary>The mean of each window of [N, C, H, W].</summary>
internal sealed record AveragePoolMap(Shape Input, Shape Output, PoolShape Sizes, bool Transposed)
    : LinearMap(Input, Output)
{
    public override LinearMap Adjoint => new AveragePoolMap(Output, Input, Sizes, !Transposed);

    public static AveragePoolMap Create(Shape x, int kernel, int stride)
    {
        PoolShape sizes = new(x[0] * x[1], x[2], x[3], kernel, stride);
        return new AveragePoolMap(x, x.With(2, sizes.OutHeight).With(3, sizes.OutWidth), sizes, false);
    }

    public override void Run(Device device, DeviceBuffer x, DeviceBuffer y) => device.Submit(new AveragePool(x, y, Sizes, Transposed));
}
