using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Devices;

namespace ILComicGAN.Engine.Operations;

/// <summary>
/// y = LeakyReLU(γ·x̂ + β) (+ residual), x̂ = (x − μ)/√(σ² + ε), with μ and σ² of the instance or of the layer. One pass forward and
/// two backward; where the gradient is to be differentiated again it is composed of functions that can be.
/// </summary>
internal sealed class NormalizationFunction : Function
{
    private readonly double _slope;
    private NormalizationStatistics _statistics = null!;
    private Tensor _x = null!;
    private Tensor? _gamma;
    private Tensor? _beta;

    private NormalizationFunction(double slope) => _slope = slope;

    public static Tensor Forward(
        Tensor x,
        NormalizationStatistics statistics,
        Tensor? gamma,
        Tensor? beta,
        double slope,
        bool overwrite = false,
        Tensor? residual = null)
    {
        bool recorded = IsRecorded(x, gamma, beta, residual);
        if (overwrite && !recorded && residual is null && x.Device.FusesNormalization)
        {
            return new DeferredTensor(x, statistics, gamma, beta, slope);
        }

        Tensor y = overwrite && !recorded ? x.Share(scoped: true) : Tensor.Empty(x.Device, x.Shape);
        (Tensor mean, Tensor rstd) = (statistics.Mean, statistics.ReciprocalDeviation);
        NormalizationShape sizes = statistics.Sizes with { Slope = slope };
        if (residual is null)
        {
            x.Device.NormalizationApply(x.Buffer, mean.Buffer, rstd.Buffer, gamma?.Buffer, beta?.Buffer, y.Buffer, sizes);
        }
        else
        {
            x.Device.NormalizationApply(
                x.Buffer, mean.Buffer, rstd.Buffer, gamma?.Buffer, beta?.Buffer, residual.Buffer, y.Buffer, sizes);
        }

        if (!recorded)
        {
            return y;
        }

        NormalizationFunction function = new(slope);
        function.Attach(y, x, gamma, beta, residual);
        function._x = function.Save(x);
        function._statistics = Save(function, statistics);
        function._gamma = gamma is null ? null : function.Save(gamma);
        function._beta = beta is null ? null : function.Save(beta);
        return y;

        static NormalizationStatistics Save(NormalizationFunction function, NormalizationStatistics s) => s with
        {
            Mean = function.Save(s.Mean),
            ReciprocalDeviation = function.Save(s.ReciprocalDeviation),
            Choice = function.Save(s.Choice),
        };
    }

    public override Tensor?[] Backward(Tensor gradient) =>
        GradientRecording.IsEnabled ? Composed(gradient) : Fused(gradient);

    private Tensor?[] Fused(Tensor gradient)
    {
        Tensor gx = Tensor.Empty(_x.Device, _x.Shape);
        Tensor? ggamma = _gamma is null ? null : Tensor.Empty(_x.Device, _gamma.Shape);
        Tensor? gbeta = _beta is null ? null : Tensor.Empty(_x.Device, _beta.Shape);
        _x.Device.NormalizationBackward(
            gradient.Buffer,
            _x.Buffer,
            _statistics.Mean.Buffer,
            _statistics.ReciprocalDeviation.Buffer,
            _statistics.Choice.Buffer,
            _gamma?.Buffer,
            _beta?.Buffer,
            gx.Buffer,
            ggamma?.Buffer,
            gbeta?.Buffer,
            _statistics.Sizes with { Slope = _slope });
        return [gx, ggamma, gbeta, gradient];
    }

    private Tensor?[] Composed(Tensor gradient)
    {
        Tensor h = gradient;
        if (_slope != 1)
        {
            h = BinaryFunction.Forward(BinaryOp.LeakyReluGate, gradient, BeforeActivation(), _slope);
        }

        Tensor? gx = null;
        if (Wanted[0])
        {
            Tensor u = _gamma is null ? h : h * PerChannel(_gamma);
            gx = NormalizationBackwardFunction.Forward(u, _x, _statistics);
        }

        Tensor? ggamma = Wanted[1]
            ? SumToChannels(h * Forward(_x, _statistics, null, null, slope: 1))
            : null;
        return [gx, ggamma, Wanted[2] ? SumToChannels(h) : null, gradient];
    }

    /// <summary>γ·x̂ + β, whose sign decides the LeakyReLU's branch and which is therefore a constant here.</summary>
    private Tensor BeforeActivation()
    {
        using Pause pause = GradientRecording.Pause();
        return Forward(_x, _statistics, _gamma, _beta, slope: 1);
    }

    private Tensor PerChannel(Tensor perChannel)
    {
        int[] sizes = new int[_x.Shape.Rank];
        Array.Fill(sizes, 1);
        sizes[1] = _x.Shape[1];
        return perChannel.Reshape(sizes);
    }

    private static Tensor SumToChannels(Tensor x)
    {
        int[] axes = [0, .. Enumerable.Range(2, x.Shape.Rank - 2)];
        return Functional.Sum(x, axes).Reshape(x.Shape[1]);
    }
}
