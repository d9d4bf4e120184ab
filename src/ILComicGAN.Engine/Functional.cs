using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Operations.Elementwise;
using ILComicGAN.Engine.Operations.Linear;
using ILComicGAN.Engine.Operations.Normalization;
using ILComicGAN.Engine.Operations.Products;
using ILComicGAN.Engine.Operations.Recomputation;

namespace ILComicGAN.Engine;

/// <summary>Differentiable operations on tensors, all of them twice. Together with the operators of <see cref="Tensor"/> this is what networks are written in.</summary>
public static class Functional
{
    // ---- Element-wise ---------------------------------------------------------------------------------------------

    /// <summary>|x|; the gradient at 0 is 0.</summary>
    public static Tensor Abs(Tensor x) => UnaryFunction.Forward(UnaryOp.Abs, x);

    /// <summary>√x.</summary>
    public static Tensor Sqrt(Tensor x) => UnaryFunction.Forward(UnaryOp.Sqrt, x);

    /// <summary>1/x.</summary>
    public static Tensor Reciprocal(Tensor x) => UnaryFunction.Forward(UnaryOp.Reciprocal, x);

    /// <summary>eˣ.</summary>
    public static Tensor Exp(Tensor x) => UnaryFunction.Forward(UnaryOp.Exp, x);

    /// <summary>ln x.</summary>
    public static Tensor Log(Tensor x) => UnaryFunction.Forward(UnaryOp.Log, x);

    /// <summary>tanh x.</summary>
    public static Tensor Tanh(Tensor x) => UnaryFunction.Forward(UnaryOp.Tanh, x);

    /// <summary>x where positive, <paramref name="slope"/>·x elsewhere; slope 0 is ReLU.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The slope is negative.</exception>
    public static Tensor LeakyRelu(Tensor x, double slope)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(slope);
        return UnaryFunction.Forward(UnaryOp.LeakyRelu, x, slope);
    }

    /// <summary>x limited to [<paramref name="low"/>, <paramref name="high"/>]; no gradient outside.</summary>
    public static Tensor Clamp(Tensor x, double low, double high) => UnaryFunction.Forward(UnaryOp.Clamp, x, low, high);

    /// <summary>1 where a ≥ b, 0 elsewhere; a constant for gradients.</summary>
    public static Tensor GreaterOrEqual(Tensor a, Tensor b) => BinaryFunction.Forward(BinaryOp.GreaterOrEqual, a, b);

    /// <summary>x²/2 for |x| &lt; δ, δ·(|x| − δ/2) beyond.</summary>
    public static Tensor Huber(Tensor x, double delta)
    {
        // With c = clamp(x, −δ, δ) both pieces are c·(x − c/2), and so are their derivatives.
        Tensor c = Clamp(x, -delta, delta);
        return c * (x - (c * 0.5));
    }

    // ---- Sums -----------------------------------------------------------------------------------------------------

    /// <summary>The sum over <paramref name="axes"/>, which keep size 1; over everything, as a scalar, if none is given.</summary>
    public static Tensor Sum(Tensor x, params int[] axes)
    {
        Shape shape = default;
        if (axes.Length > 0)
        {
            shape = x.Shape;
            foreach (int axis in axes)
            {
                shape = shape.With(axis, 1);
            }
        }

        return LinearFunction.Forward(new SumMap(x.Shape, shape), x);
    }

    /// <summary>The mean over <paramref name="axes"/>, which keep size 1; over everything, as a scalar, if none is given.</summary>
    public static Tensor Mean(Tensor x, params int[] axes)
    {
        Tensor sum = Sum(x, axes);
        return sum * ((double)sum.Count / x.Count);
    }

    /// <summary>x repeated to a larger shape by NumPy's broadcasting rules.</summary>
    public static Tensor Expand(Tensor x, Shape shape)
    {
        if (Shape.Broadcast(x.Shape, shape) != shape)
        {
            throw new ArgumentException($"shape {x.Shape} cannot be repeated to {shape}", nameof(shape));
        }

        return LinearFunction.Forward(new ExpandMap(x.Shape, shape), x);
    }

    // ---- Movement -------------------------------------------------------------------------------------------------

    /// <summary><paramref name="length"/> elements from <paramref name="start"/> on along <paramref name="axis"/>.</summary>
    public static Tensor Slice(Tensor x, int axis, int start, int length) =>
        LinearFunction.Forward(SliceMap.Create(x.Shape, axis, start, length), x);

    /// <summary>Tensors one after the other along <paramref name="axis"/>.</summary>
    public static Tensor Concat(int axis, params IReadOnlyList<Tensor> parts) => ConcatFunction.Forward(parts, axis);

    /// <summary>Dimensions in another order: dimension i of the result is dimension axes[i] of x.</summary>
    public static Tensor Permute(Tensor x, params int[] axes) => LinearFunction.Forward(PermuteMap.Create(x.Shape, axes), x);

    // ---- Products -------------------------------------------------------------------------------------------------

    /// <summary>op(a)·op(b) for matrices [M, K], [K, N] or batches of them [B, M, K], [B, K, N]; a single matrix serves a whole batch.</summary>
    public static Tensor MatMul(Tensor a, Tensor b, bool transposeA = false, bool transposeB = false) =>
        MatMulFunction.Forward(a, b, transposeA, transposeB);

    /// <summary>Two-dimensional convolution (cross-correlation) of x [N, C_in, H, W] with w [C_out, C_in/groups, K_h, K_w].</summary>
    /// <param name="x">Input.</param>
    /// <param name="w">Weight.</param>
    /// <param name="bias">Added per output channel [C_out]; may be null.</param>
    /// <param name="stride">Step in both directions.</param>
    /// <param name="padding">Zeros on each side.</param>
    /// <param name="groups">Groups of channels; C_in for a depthwise convolution.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together.</exception>
    public static Tensor Conv2d(
        Tensor x,
        Tensor w,
        Tensor? bias = null,
        int stride = 1,
        int padding = 0,
        int groups = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(padding);
        ArgumentOutOfRangeException.ThrowIfLessThan(groups, 1);
        if (x.Shape.Rank != 4 || w.Shape.Rank != 4 || x.Shape[1] != w.Shape[1] * groups || w.Shape[0] % groups != 0)
        {
            throw new ArgumentException($"a weight of shape {w.Shape} in {groups} groups does not fit an input of shape {x.Shape}", nameof(w));
        }

        Conv2dShape sizes = new(
            x.Shape[0], x.Shape[1], x.Shape[2], x.Shape[3], w.Shape[0], w.Shape[2], w.Shape[3], stride, padding, groups);
        if (x.Shape[2] + (2 * padding) < w.Shape[2] || x.Shape[3] + (2 * padding) < w.Shape[3])
        {
            throw new ArgumentException($"an input of shape {x.Shape} with padding {padding} is smaller than the kernel of {w.Shape}", nameof(x));
        }

        if (bias is not null && bias.Shape != new Shape(w.Shape[0]))
        {
            throw new ArgumentException($"a bias of shape {bias.Shape} does not fit {w.Shape[0]} output channels", nameof(bias));
        }

        return Conv2dFunction.Forward(x, w, bias, sizes);
    }

    /// <summary>The Gram matrix (Eq. 1) of each sample: G_jk = Σ_hw x_hwj·x_hwk, [N, C, C].</summary>
    public static Tensor Gram(Tensor x)
    {
        Tensor features = x.Reshape(x.Shape[0], x.Shape[1], x.Shape[2] * x.Shape[3]);
        return MatMul(features, features, transposeB: true);
    }

    // ---- Memory -----------------------------------------------------------------------------------------------------

    /// <summary>
    /// block(x), keeping of its graph nothing but x: gradients compute the block a second time. Memory for time; the
    /// gradients have the same bits.
    /// </summary>
    /// <param name="block">A function of x and of <paramref name="parameters"/>, the same at each call.</param>
    /// <param name="x">Its input.</param>
    /// <param name="parameters">All parameters that the block uses.</param>
    public static Tensor Recompute(Func<Tensor, Tensor> block, Tensor x, IEnumerable<Parameter> parameters) =>
        RecomputedFunction.Forward(block, x, parameters);

    // ---- Pictures -------------------------------------------------------------------------------------------------

    /// <summary>The largest value of each window; windows that reach over the border are left out.</summary>
    public static Tensor MaxPool(Tensor x, int kernel, int stride) => MaxPoolFunction.MaxPool(x, kernel, stride);

    /// <summary>The mean of each window; windows that reach over the border are left out.</summary>
    public static Tensor AveragePool(Tensor x, int kernel, int stride) =>
        LinearFunction.Forward(AveragePoolMap.Create(x.Shape, kernel, stride), x);

    /// <summary>x at another height and width.</summary>
    public static Tensor Resize(Tensor x, int height, int width, ResizeMode mode) =>
        LinearFunction.Forward(ResizeMap.Create(x.Shape, height, width, mode), x);

    /// <summary>x with a border of reflected pixels; the border pixel itself is not repeated.</summary>
    /// <exception cref="ArgumentException">The picture is not larger than the border.</exception>
    public static Tensor ReflectPad(Tensor x, int top, int bottom, int left, int right) =>
        LinearFunction.Forward(ReflectPadMap.Create(x.Shape, top, bottom, left, right), x);

    // ---- Normalization --------------------------------------------------------------------------------------------

    /// <summary>
    /// LeakyReLU(γ·(x − μ)/√(σ² + ε) + β) with the statistics that <paramref name="kind"/> names.
    /// </summary>
    /// <param name="x">[N, C, …].</param>
    /// <param name="kind">Instance, layer, or the one that Eq. 7 selects for each sample.</param>
    /// <param name="gamma">γ [C], together with β; or null for 1.</param>
    /// <param name="beta">β [C], together with γ; or null for 0.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="slope">Slope of the LeakyReLU; 1 for none.</param>
    public static Tensor Normalize(
        Tensor x, NormalizationKind kind, Tensor? gamma = null, Tensor? beta = null, double epsilon = 1e-5, double slope = 1) =>
        Normalize(x, kind, out _, gamma, beta, epsilon, slope);

    /// <summary>As the other overload, and tells which branch each sample took.</summary>
    /// <param name="x">[N, C, …].</param>
    /// <param name="kind">Instance, layer, or the one that Eq. 7 selects for each sample.</param>
    /// <param name="choice">1 for a sample normalized per instance, 0 per layer [N].</param>
    /// <param name="gamma">γ [C], together with β; or null for 1.</param>
    /// <param name="beta">β [C], together with γ; or null for 0.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="slope">Slope of the LeakyReLU; 1 for none.</param>
    public static Tensor Normalize(
        Tensor x,
        NormalizationKind kind,
        out Tensor choice,
        Tensor? gamma = null,
        Tensor? beta = null,
        double epsilon = 1e-5,
        double slope = 1)
    {
        if (x.Shape.Rank < 2 || gamma is null != beta is null || (gamma is not null && gamma.Count != x.Shape[1]))
        {
            throw new ArgumentException($"γ and β of one element per channel are needed for a normalization of {x.Shape}", nameof(gamma));
        }

        ArgumentOutOfRangeException.ThrowIfNegative(slope);
        SampleStatistics statistics = SampleStatistics.Of(x, kind, epsilon);
        choice = statistics.Choice;
        return NormalizationFunction.Forward(x, statistics, gamma, beta, slope);
    }

    /// <summary>
    /// LeakyReLU(γ·(ρ·x̂_I + (1 − ρ)·x̂_L) + β), x̂_I and x̂_L normalized per instance and per layer, without a gradient.
    /// Per sample and channel that is one scale and one offset: no more memory than any normalization.
    /// </summary>
    /// <param name="x">[N, C, …].</param>
    /// <param name="rho">ρ [C] in [0, 1].</param>
    /// <param name="gamma">γ [C].</param>
    /// <param name="beta">β [C].</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="slope">Slope of the LeakyReLU; 1 for none.</param>
    /// <exception cref="InvalidOperationException">Gradients are being recorded.</exception>
    public static Tensor NormalizeBlended(
        Tensor x, Tensor rho, Tensor gamma, Tensor beta, double epsilon, double slope)
    {
        RequireNoGradient("a blended normalization");
        SampleStatistics instance = SampleStatistics.Of(x, NormalizationKind.Instance, epsilon);
        (Tensor blended, Tensor scale) = (Tensor.Empty(x.Device, instance.Mean.Shape), Tensor.Empty(x.Device, instance.Mean.Shape));
        x.Device.Submit(new BlendStatistics(
            instance.Mean.Buffer, instance.Rstd.Buffer, rho.Buffer, blended.Buffer, scale.Buffer, x.Shape[0], x.Shape[1]));
        return NormalizationFunction.Forward(
            x, instance with { Mean = blended, Rstd = scale }, gamma, beta, slope);
    }

    /// <summary>The mean μ and 1/√(σ² + ε) of each channel of each sample, both [N, C], without a gradient.</summary>
    /// <param name="x">[N, C, …].</param>
    /// <param name="epsilon">ε.</param>
    /// <exception cref="InvalidOperationException">Gradients are being recorded.</exception>
    public static (Tensor Mean, Tensor Rstd) InstanceStatistics(Tensor x, double epsilon)
    {
        RequireNoGradient("a statistic");
        SampleStatistics statistics = SampleStatistics.Of(x, NormalizationKind.Instance, epsilon);
        return (statistics.Mean, statistics.Rstd);
    }

    /// <summary>LeakyReLU(γ·(x − mean)·scale + β) with a mean and a scale that are given, without a gradient.</summary>
    /// <param name="x">[N, C, …].</param>
    /// <param name="mean">[N, C].</param>
    /// <param name="scale">[N, C].</param>
    /// <param name="gamma">γ [C], together with β; or null for 1.</param>
    /// <param name="beta">β [C], together with γ; or null for 0.</param>
    /// <param name="slope">Slope of the LeakyReLU; 1 for none.</param>
    /// <exception cref="ArgumentException">A shape does not fit x.</exception>
    /// <exception cref="InvalidOperationException">Gradients are being recorded.</exception>
    public static Tensor NormalizeBy(Tensor x, Tensor mean, Tensor scale, Tensor? gamma = null, Tensor? beta = null, double slope = 1)
    {
        RequireNoGradient("a normalization by given statistics");
        (int batch, int channels) = (x.Shape[0], x.Shape[1]);
        Shape perSample = new(batch, channels);
        if (mean.Shape != perSample || scale.Shape != perSample || gamma is null != beta is null || (gamma is not null && gamma.Count != channels))
        {
            throw new ArgumentException($"statistics of shape {perSample}, and γ and β of {channels} elements, are needed for a normalization of {x.Shape}", nameof(mean));
        }

        Tensor y = Tensor.Empty(x.Device, x.Shape);
        NormalizationShape sizes = new(batch, channels, checked((int)(x.Count / perSample.Count)));
        x.Device.Submit(new Normalize(
            x.Buffer, mean.Buffer, scale.Buffer, gamma?.Buffer, beta?.Buffer, null, y.Buffer, sizes, Activation.LeakyRelu(slope)));
        return y;
    }

    private static void RequireNoGradient(string what)
    {
        if (Autograd.GradientRecording.IsEnabled)
        {
            throw new InvalidOperationException($"{what} has no gradient of its own; compose it while gradients are recorded");
        }
    }
}
