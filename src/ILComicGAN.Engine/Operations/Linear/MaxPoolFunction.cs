using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;

namespace ILComicGAN.Engine.Operations.Linear;

/// <summary>
/// Picks elements of planes by index (max pooling once its indices are known), or scatters them back; each is the
/// other's adjoint.
/// </summary>
internal sealed class MaxPoolFunction : Function
{
    private readonly bool _scatter;
    private readonly PoolShape _sizes;
    private readonly Shape _input;
    private Tensor _indices = null!;

    private MaxPoolFunction(bool scatter, PoolShape sizes, Shape input)
    {
        _scatter = scatter;
        _sizes = sizes;
        _input = input;
    }

    /// <summary>The maximum of each window.</summary>
    public static Tensor MaxPool(Tensor x, int kernel, int stride)
    {
        PoolShape sizes = new(x.Shape[0] * x.Shape[1], x.Shape[2], x.Shape[3], kernel, stride);
        Shape output = x.Shape.With(2, sizes.OutHeight).With(3, sizes.OutWidth);
        Tensor y = Tensor.Empty(x.Device, output);
        Tensor indices = Tensor.Empty(x.Device, output);
        x.Device.Submit(new MaxPool(x.Buffer, y.Buffer, indices.Buffer, sizes));
        return Record(x, y, indices, scatter: false, sizes);
    }

    public override Tensor?[] Backward(Tensor gradient)
    {
        Tensor result = Tensor.Empty(gradient.Device, _input);
        gradient.Device.Submit(new MaxPoolGather(gradient.Buffer, _indices.Buffer, result.Buffer, _sizes, Transposed: !_scatter));

        return [Record(gradient, result, _indices, !_scatter, _sizes)];
    }

    private static Tensor Record(Tensor x, Tensor y, Tensor indices, bool scatter, PoolShape sizes)
    {
        if (!IsRecorded(x))
        {
            return y;
        }

        MaxPoolFunction function = new(scatter, sizes, x.Shape);
        function.Attach(y, x);
        function._indices = function.Save(indices);
        return y;
    }
}
