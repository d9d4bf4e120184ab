using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Lowering;

/// <summary>Normalizations with what follows them as passes of its own.</summary>
internal static class NormalizationLowering
{
    /// <summary>Takes the residual off first, then an activation.</summary>
    public static void Execute(Device device, Normalize o)
    {
        if (o.Residual is { } residual)
        {
            DeviceBuffer normalized = device.Allocator.Rent(o.Y.Length);
            device.ExecuteNow(o with { Residual = null, Y = normalized });
            device.ExecuteNow(new Binary(BinaryOp.Add, normalized, residual, o.Y, ConvolutionLowering.Flat(o.Y)));
            normalized.Release();
        }
        else if (!o.Activation.IsNone)
        {
            device.ExecuteNow(o with { Activation = Activation.None });
            ConvolutionLowering.Activate(device, o.Activation, o.Y);
        }
        else
        {
            throw new NotSupportedException($"device '{device.Name}' cannot execute {o}");
        }
    }
}
