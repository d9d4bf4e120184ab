using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;

namespace ILComicGAN.Engine.Operations.Normalization;

/// <summary>
/// B(g, x) = rstd·(g − mean(g) − x̂·mean(g·x̂)): the backward pass of a plain normalization as a function of its own.
/// It is self-adjoint in g; its derivative in x is written by hand.
/// </summary>
internal sealed class NormalizationBackwardFunction : Function
{
    private SampleStatistics _statistics = null!;
    private Tensor _g = null!;
    private Tensor _x = null!;

    public static Tensor Forward(Tensor g, Tensor x, SampleStatistics statistics)
    {
        Tensor gx = Tensor.Empty(x.Device, x.Shape);
        x.Device.Submit(new NormalizationBackward(
            g.Buffer,
            x.Buffer,
            statistics.Mean.Buffer,
            statistics.Rstd.Buffer,
            statistics.Choice.Buffer,
            null,
            null,
            gx.Buffer,
            null,
            null,
            statistics.Sizes));
        if (!IsRecorded(g, x))
        {
            return gx;
        }

        NormalizationBackwardFunction function = new();
        function.Attach(gx, g, x);
        function._g = function.Save(g);
        function._x = function.Save(x);
        function._statistics = statistics.SavedBy(function);
        return gx;
    }

    public override Tensor?[] Backward(Tensor v) =>
    [
        Wanted[0] ? Forward(v, _x, _statistics) : null,
        Wanted[1] ? InX(v) : null,
    ];

    private Tensor InX(Tensor v)
    {
        Tensor result = Tensor.Empty(_x.Device, _x.Shape);
        _x.Device.Submit(new NormalizationDoubleBackward(
            v.Buffer,
            _g.Buffer,
            _x.Buffer,
            _statistics.Mean.Buffer,
            _statistics.Rstd.Buffer,
            _statistics.Choice.Buffer,
            result.Buffer,
            _statistics.Sizes));
        return IsRecorded(v, _g, _x) ? new NotDifferentiable("normalization").Attach(result, [v, _g, _x]) : result;
    }
}
