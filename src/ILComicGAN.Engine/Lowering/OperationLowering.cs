using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;

namespace ILComicGAN.Engine.Lowering;

/// <summary>Executes an operation that a device does not accept by simpler ones, family by family.</summary>
internal static class OperationLowering
{
    /// <exception cref="NotSupportedException">The operation has no simpler parts: every device must accept it.</exception>
    public static void Execute(Device device, Operation operation)
    {
        switch (operation)
        {
            case Conv2d o: ConvolutionLowering.Execute(device, o); break;
            case Conv2dWeightGradient { Input: not { View: null, Prologue: null } } o: ConvolutionLowering.Execute(device, o); break;
            case Normalize o: NormalizationLowering.Execute(device, o); break;
            case BlendStatistics o: BlendLowering.Execute(device, o); break;
            default: throw new NotSupportedException($"device '{device.Name}' cannot execute {operation}");
        }
    }
}
