using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;

namespace ILComicGAN.Engine.Operations.Products;

/// <summary>gx = ∂⟨gy, x ⋆ w⟩/∂x, bilinear in gy and w.</summary>
internal sealed class Conv2dInputGradientFunction : Function
{
    private readonly Conv2dShape _sizes;
    private Tensor? _gy;
    private Tensor? _w;

    private Conv2dInputGradientFunction(in Conv2dShape sizes) => _sizes = sizes;

    public static Tensor Forward(Tensor gy, Tensor w, in Conv2dShape sizes)
    {
        Tensor gx = Tensor.Empty(gy.Device, new Shape(sizes.Batch, sizes.InChannels, sizes.InHeight, sizes.InWidth));
        gy.Device.Submit(new Conv2dInputGradient(gy.Buffer, w.Buffer, gx.Buffer, sizes, AccuracyScope.Current));
        if (!IsRecorded(gy, w))
        {
            return gx;
        }

        Conv2dInputGradientFunction function = new(sizes);
        function.Attach(gx, gy, w);
        function._gy = w.RequiresGradient ? function.Save(gy) : null;
        function._w = gy.RequiresGradient ? function.Save(w) : null;
        return gx;
    }

    public override Tensor?[] Backward(Tensor v) =>
    [
        Wanted[0] ? Conv2dFunction.Forward(v, _w!, null, _sizes) : null,
        Wanted[1] ? Conv2dWeightGradientFunction.Forward(v, _gy!, _sizes) : null,
    ];
}
