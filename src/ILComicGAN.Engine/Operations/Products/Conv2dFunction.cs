using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Devices;

namespace ILComicGAN.Engine.Operations;

/// <summary>y = LeakyReLU(x ⋆ w + bias). The three forms of convolution are each other's gradients.</summary>
internal sealed class Conv2dFunction : Function
{
    private readonly Conv2dShape _sizes;
    private Tensor? _x;
    private readonly double _slope;
    private Tensor? _w;
    private Tensor? _y;

    private Conv2dFunction(in Conv2dShape sizes, double slope) => (_sizes, _slope) = (sizes, slope);

    public static Tensor Forward(Tensor x, Tensor w, Tensor? bias, in Conv2dShape sizes, double slope = 1, WantedStatistics? wanted = null)
    {
        bool recorded = IsRecorded(x, w, bias);
        Tensor y = ConvolutionOutput.Compute(x, w, bias, null, sizes, slope, wanted, recorded);
        if (!recorded)
        {
            return y;
        }

        Conv2dFunction function = new(sizes, slope);
        function.Attach(y, x, w, bias);
        function._x = w.RequiresGradient ? function.Save(x) : null;
        function._w = x.RequiresGradient ? function.Save(w) : null;
        function._y = slope == 1 ? null : function.Save(y);
        return y;
    }

    public override Tensor?[] Backward(Tensor g)
    {
        // With a slope of at least 0, y > 0 exactly where the sum before the activation is.
        Tensor h = _y is null ? g : BinaryFunction.Forward(BinaryOp.LeakyReluGate, g, _y, _slope);
        return
        [
            Wanted[0] ? Conv2dInputGradientFunction.Forward(h, _w!, _sizes) : null,
            Wanted[1] ? Conv2dWeightGradientFunction.Forward(_x!, h, _sizes) : null,
            Wanted[2] ? Functional.Sum(h, 0, 2, 3).Reshape(_sizes.OutChannels) : null,
        ];
    }
}
