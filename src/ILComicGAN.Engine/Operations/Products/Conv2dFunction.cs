using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;

namespace ILComicGAN.Engine.Operations.Products;

/// <summary>y = x ⋆ w + bias. The three forms of convolution are each other's gradients.</summary>
internal sealed class Conv2dFunction : Function
{
    private readonly Conv2dShape _sizes;
    private Tensor? _x;
    private Tensor? _w;

    private Conv2dFunction(in Conv2dShape sizes) => _sizes = sizes;

    public static Tensor Forward(Tensor x, Tensor w, Tensor? bias, in Conv2dShape sizes)
    {
        Tensor y = Tensor.Empty(x.Device, new Shape(sizes.Batch, sizes.OutChannels, sizes.OutHeight, sizes.OutWidth));
        Conv2dFunction? function = null;
        if (IsRecorded(x, w, bias))
        {
            function = new(sizes);
            function._x = w.RequiresGradient ? function.Save(x) : null;
            function._w = x.RequiresGradient ? function.Save(w) : null;
        }

        x.Device.Submit(new Conv2d(
            new ConvolutionInput(x.Buffer),
            w.Buffer,
            y.Buffer,
            sizes,
            new Epilogue(bias?.Buffer),
            AccuracyScope.Current,
            KeepsWeights: !GradientRecording.IsEnabled));
        return function is null ? y : function.Attach(y, x, w, bias);
    }

    public override Tensor?[] Backward(Tensor g) =>
    [
        Wanted[0] ? Conv2dInputGradientFunction.Forward(g, _w!, _sizes) : null,
        Wanted[1] ? Conv2dWeightGradientFunction.Forward(_x!, g, _sizes) : null,
        Wanted[2] ? Functional.Sum(g, 0, 2, 3).Reshape(_sizes.OutChannels) : null,
    ];
}
