using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Operations.Linear;

/// <summary>Resampling of [N, C, H, W] to another height and width.</summary>
internal sealed record ResizeMap(Shape Input, Shape Output, ResizeShape Sizes, bool Transposed)
    : LinearMap(Input, Output)
{
    public override LinearMap Adjoint => new ResizeMap(Output, Input, Sizes, !Transposed);

    public static ResizeMap Create(Shape x, int height, int width, ResizeMode mode) => new(
        x, x.With(2, height).With(3, width), new ResizeShape(x[0] * x[1], x[2], x[3], height, width, mode), false);

    public override void Run(Device device, DeviceBuffer x, DeviceBuffer y) => device.Submit(new Resize(x, y, Sizes, Transposed));
}
