using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Devices;

namespace ILComicGAN.Engine.Operations.Linear;

/// <summary>y = L·x; the gradient is Lᵀ·g, itself linear.</summary>
internal sealed class LinearFunction : Function
{
    private readonly LinearMap _map;

    private LinearFunction(LinearMap map) => _map = map;

    public static Tensor Forward(LinearMap map, Tensor x)
    {
        Tensor y = Tensor.Empty(x.Device, map.Output);
        map.Run(x.Device, x.Buffer, y.Buffer);
        return IsRecorded(x) ? new LinearFunction(map).Attach(y, x) : y;
    }

    public override Tensor?[] Backward(Tensor gradient) => [Forward(_map.Adjoint, gradient)];
}
