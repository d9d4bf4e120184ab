using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Operations.Elementwise;

namespace ILComicGAN.Engine.Operations.Normalization;

/// <summary>
/// y = LeakyReLU(γ·x̂ + β), x̂ = (x − μ)/√(σ² + ε), with μ and σ² of the instance or of the layer. One pass forward and
/// two backward; where the gradient is to be differentiated again it is composed of functions that can be.
/// </summary>
internal sealed class NormalizationFunction : Function
{
    private readonly double _slope;
    private SampleStatistics _statistics = null!;
    private Tensor _x = null!;
    private Tensor? _gamma;
    private Tensor? _beta;

    private NormalizationFunction(double slope) => _slope = slope;

    public static Tensor Forward(Tensor x, SampleStatistics statistics, Tensor? gamma, Tensor? beta, double slope)
    {
        Tensor y = Tensor.Empty(x.Device, x.Shape);
        NormalizationFunction? function = null;
        if (IsRecorded(x, gamma, beta))
        {
            function = new(slope);
            function._x = function.Save(x);
            function._statistics = statistics.SavedBy(function);
            function._gamma = gamma is null ? null : function.Save(gamma);
            function._beta = beta is null ? null : function.Save(beta);
        }

        x.Device.Submit(new Normalize(
            x.Buffer,
            statistics.Mean.Buffer,
            statistics.Rstd.Buffer,
            gamma?.Buffer,
            beta?.Buffer,
            null,
            y.Buffer,
            statistics.Sizes,
            Activation.LeakyRelu(slope)));
        return function is null ? y : function.Attach(y, x, gamma, beta);
    }

    public override Tensor?[] Backward(Tensor gradient) =>
        GradientRecording.IsEnabled ? Composed(gradient) : Fused(gradient);

    private Tensor?[] Fused(Tensor gradient)
    {
        Tensor gx = Tensor.Empty(_x.Device, _x.Shape);
        Tensor? ggamma = _gamma is null ? null : Tensor.Empty(_x.Device, _gamma.Shape);
        Tensor? gbeta = _beta is null ? null : Tensor.Empty(_x.Device, _beta.Shape);
        _x.Device.Submit(new NormalizationBackward(
            gradient.Buffer,
            _x.Buffer,
            _statistics.Mean.Buffer,
            _statistics.Rstd.Buffer,
            _statistics.Choice.Buffer,
            _gamma?.Buffer,
            _beta?.Buffer,
            gx.Buffer,
            ggamma?.Buffer,
            gbeta?.Buffer,
            _statistics.Sizes,
            Activation.LeakyRelu(_slope)));
        return [gx, ggamma, gbeta];
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
        return [gx, ggamma, Wanted[2] ? SumToChannels(h) : null];
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
