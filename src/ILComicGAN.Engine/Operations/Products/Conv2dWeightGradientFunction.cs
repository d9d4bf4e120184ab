using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;

namespace ILComicGAN.Engine.Operations.Products;

/// <summary>gw = ∂⟨gy, x ⋆ w⟩/∂w, bilinear in x and gy.</summary>
internal sealed class Conv2dWeightGradientFunction : Function
{
    private readonly Conv2dShape _sizes;
    private Tensor? _x;
    private Tensor? _gy;

    private Conv2dWeightGradientFunction(in Conv2dShape sizes) => _sizes = sizes;

    public static Tensor Forward(Tensor x, Tensor gy, in Conv2dShape sizes)
    {
        Shape shape = new(sizes.OutChannels, sizes.GroupInChannels, sizes.KernelHeight, sizes.KernelWidth);
        Tensor gw = Tensor.Empty(x.Device, shape);
        x.Device.Submit(new Conv2dWeightGradient(new ConvolutionInput(x.Buffer), gy.Buffer, gw.Buffer, sizes));
        if (!IsRecorded(x, gy))
        {
            return gw;
        }

        Conv2dWeightGradientFunction function = new(sizes);
        function.Attach(gw, x, gy);
        function._x = gy.RequiresGradient ? function.Save(x) : null;
        function._gy = x.RequiresGradient ? function.Save(gy) : null;
        return gw;
    }

    public override Tensor?[] Backward(Tensor v) =>
    [
        Wanted[0] ? Conv2dInputGradientFunction.Forward(_gy!, v, _sizes) : null,
        Wanted[1] ? Conv2dFunction.Forward(_x!, v, null, _sizes) : null,
    ];
}
