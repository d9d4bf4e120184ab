using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Devices;

namespace ILComicGAN.Engine.Operations;

/// <summary>
/// y = LeakyReLU(E(x) ⋆ w + bias), E the enlargement and reflected border of a <see cref="PictureEdge"/>. What is saved
/// is x and not the larger E(x), which the gradient of w reads through the same edge.
/// </summary>
internal sealed class EdgedConv2dFunction : Function
{
    private readonly PictureEdge _edge;
    private readonly Conv2dShape _sizes;
    private readonly double _slope;
    private readonly LinearMap? _enlarge;
    private readonly LinearMap _border;
    private Tensor? _x;
    private Tensor? _w;
    private Tensor? _y;

    private EdgedConv2dFunction(Shape x, in PictureEdge edge, in Conv2dShape sizes, double slope)
    {
        (_edge, _sizes, _slope) = (edge, sizes, slope);
        Shape shape = x;
        if (edge.Enlarge != 1)
        {
            _enlarge = ResizeMap.Create(x, x[2] * edge.Enlarge, x[3] * edge.Enlarge, ResizeMode.Nearest);
            shape = _enlarge.Output;
        }

        _border = ReflectPadMap.Create(shape, edge.Top, edge.Bottom, edge.Left, edge.Right);
    }

    public static Tensor Forward(
        Tensor x, Tensor w, Tensor? bias, in PictureEdge edge, in Conv2dShape sizes, double slope, WantedStatistics? wanted = null)
    {
        EdgedConv2dFunction function = new(x.Shape, edge, sizes, slope);
        bool recorded = IsRecorded(x, w, bias);
        Tensor y = ConvolutionOutput.Compute(x, w, bias, edge, sizes, slope, wanted, recorded);
        if (!recorded)
        {
            return y;
        }

        function.Attach(y, x, w, bias);
        function._x = w.RequiresGradient ? function.Save(x) : null;
        function._w = x.RequiresGradient ? function.Save(w) : null;
        function._y = slope == 1 ? null : function.Save(y);
        return y;
    }

    public override Tensor?[] Backward(Tensor g)
    {
        Tensor h = _y is null ? g : BinaryFunction.Forward(BinaryOp.LeakyReluGate, g, _y, _slope);
        Tensor? gx = null;
        if (Wanted[0])
        {
            gx = LinearFunction.Forward(_border.Adjoint, Conv2dInputGradientFunction.Forward(h, _w!, _sizes));
            gx = _enlarge is null ? gx : LinearFunction.Forward(_enlarge.Adjoint, gx);
        }

        return [gx, Wanted[1] ? WeightGradient(h) : null, Wanted[2] ? Functional.Sum(h, 0, 2, 3).Reshape(_sizes.OutChannels) : null];
    }

    private Tensor WeightGradient(Tensor h)
    {
        if (!GradientRecording.IsEnabled)
        {
            Tensor gw = Tensor.Empty(
                h.Device, new Shape(_sizes.OutChannels, _sizes.GroupInChannels, _sizes.KernelHeight, _sizes.KernelWidth));
            h.Device.Conv2dWeightGradient(_x!.Buffer, h.Buffer, gw.Buffer, _edge, _sizes);
            return gw;
        }

        Tensor enlarged = _enlarge is null ? _x! : LinearFunction.Forward(_enlarge, _x!);
        return Conv2dWeightGradientFunction.Forward(LinearFunction.Forward(_border, enlarged), h, _sizes);
    }
}
