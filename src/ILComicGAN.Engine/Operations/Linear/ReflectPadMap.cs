using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Operations.Linear;

/// <summary>Padding of [N, C, H, W] by reflection.</summary>
internal sealed record ReflectPadMap(Shape Input, Shape Output, ReflectPadShape Sizes, bool Transposed)
    : LinearMap(Input, Output)
{
    public override LinearMap Adjoint => new ReflectPadMap(Output, Input, Sizes, !Transposed);

    public static ReflectPadMap Create(Shape x, int top, int bottom, int left, int right)
    {
        if (Math.Max(top, bottom) >= x[2] || Math.Max(left, right) >= x[3])
        {
            throw new ArgumentException(
                $"a picture of {x[3]}×{x[2]} pixels is too small to be padded by {Math.Max(Math.Max(top, bottom), Math.Max(left, right))} reflected pixels");
        }

        ReflectPadShape sizes = new(x[0] * x[1], x[2], x[3], top, bottom, left, right);
        return new ReflectPadMap(x, x.With(2, sizes.OutHeight).With(3, sizes.OutWidth), sizes, false);
    }

    public override void Run(Device device, DeviceBuffer x, DeviceBuffer y) => device.Submit(new ReflectPad(x, y, Sizes, Transposed));
}
