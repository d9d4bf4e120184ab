using ILComicGAN.Engine.Autograd;

namespace ILComicGAN.Engine.Operations;

/// <summary>
/// B(g, x) = rstd·(g − mean(g) − x̂·mean(g·x̂)): the backward pass of a plain normalization as a function of its own.
/// It is self-adjoint in g; its derivative in x is written by hand.
/// </summary>
internal sealed class NormalizationBackwardFunction : Function
{
    private NormalizationStatistics _statistics = null!;
    private Tensor _g = null!;
    private Tensor _x = null!;

    public static Tensor Forward(Tensor g, Tensor x, NormalizationStatistics statistics)
    {
        Tensor gx = Tensor.Empty(x.Device, x.Shape);
        x.Device.NormalizationBackward(
            g.Buffer,
            x.Buffer,
            statistics.Mean.Buffer,
            statistics.ReciprocalDeviation.Buffer,
            statistics.Choice.Buffer,
            null,
            null,
            gx.Buffer,
            null,
            null,
            statistics.Sizes);
        if (!IsRecorded(g, x))
        {
            return gx;
        }

        NormalizationBackwardFunction function = new();
        function.Attach(gx, g, x);
        function._g = function.Save(g);
        function._x = function.Save(x);
        function._statistics = statistics with
        {
            Mean = function.Save(statistics.Mean),
            ReciprocalDeviation = function.Save(statistics.ReciprocalDeviation),
            Choice = function.Save(statistics.Choice),
        };
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
        _x.Device.NormalizationDoubleBackward(
            v.Buffer,
            _g.Buffer,
            _x.Buffer,
            _statistics.Mean.Buffer,
            _statistics.ReciprocalDeviation.Buffer,
            _statistics.Choice.Buffer,
            result.Buffer,
            _statistics.Sizes);
        return IsRecorded(v, _g, _x) ? new EndOfDerivatives("normalization").Attach(result, [v, _g, _x]) : result;
    }
}
