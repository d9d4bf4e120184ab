using ILComicGAN.Engine;
using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Random;

namespace ILComicGAN.Networks.Tests;

/// <summary>What Eq. 7's choice does and cannot do.</summary>
public sealed class LinTests
{
    private readonly float[] _values = new float[3 * 4 * 5 * 6];
    private ReferenceDevice _device = null!;
    private TensorScope _scope = null!;

    [SetUp]
    public void Open()
    {
        _device = new ReferenceDevice();
        _scope = new TensorScope();
        new RandomStream(8, 8).FillNormal(_values);
        for (int i = 0; i < _values.Length; i++)
        {
            _values[i] = (_values[i] * (1 + (i / 30 % 4))) + (i / 30 % 4);
        }
    }

    [TearDown]
    public void Close()
    {
        _scope.Dispose();
        _device.Dispose();
    }

    /// <summary>Without gradients a blend is one scale and one offset per channel, in place of its input; the values are the same.</summary>
    [Test]
    public void ABlendAtInferenceIsTheSame()
    {
        using Lin lin = new(new ParameterFactory(_device, 5), 4, LinRule.Blend, 0.2);
        Tensor x = Tensor.FromHost(_device, new Shape(3, 4, 5, 6), _values);
        float[] composed = lin.Forward(x).ToArray();
        using (GradientRecording.Pause())
        {
            Assert.That(lin.Forward(x).ToArray(), Is.EqualTo(composed).Within(1e-5));
            Assert.That(x.ToArray(), Is.EqualTo(_values), "an input that somebody may still read is not written over");
        }
    }

    /// <summary>The plain sum of α is 0 in both branches: it cannot be the value that decides.</summary>
    [Test]
    public void TheSumOfAlphaDecidesNothing()
    {
        foreach (int[] axes in new[] { new[] { 2, 3 }, new[] { 1, 2, 3 } })
        {
            Assert.That(Functional.Sum(Alpha(axes)).Item(), Is.EqualTo(0).Within(1e-6));
        }
    }

    /// <summary>By the L2 norm instance normalization always wins: σ_L² = mean_c σ_c² + var_c μ_c and 1/σ² is convex.</summary>
    [Test]
    public void TheL2NormOfAlphaAlwaysChoosesTheInstance()
    {
        for (int n = 0; n < 3; n++)
        {
            double instance = Functional.Sum(Functional.Slice(Square(Alpha([2, 3])), 0, n, 1)).Item();
            double layer = Functional.Sum(Functional.Slice(Square(Alpha([1, 2, 3])), 0, n, 1)).Item();
            Assert.That(instance, Is.GreaterThan(layer));
        }

        static Tensor Square(Tensor x) => x * x;
    }

    /// <summary>The mean of |α| can go either way: a channel of rare, large values makes the layer's deviation the better one.</summary>
    [Test]
    public void TheMeanOfAbsoluteAlphaCanChooseEither()
    {
        float[] values = new float[2 * 2 * 100];
        for (int i = 0; i < 100; i++)
        {
            // Sample 0: two channels alike. Sample 1: one nearly flat channel with large steps beside a rare spike.
            values[i] = i % 2 == 0 ? 1 : -1;
            values[100 + i] = i % 2 == 0 ? 1.1f : -0.9f;
            values[200 + i] = i % 2 == 0 ? 1 : -1;
            values[300 + i] = i == 0 ? 10 : 0;
        }

        using Lin lin = new(new ParameterFactory(_device, 1), 2, LinRule.PerLayer);
        Tensor x = Tensor.FromHost(_device, new Shape(2, 2, 10, 10), values);
        Tensor y = lin.Forward(x);
        Tensor instance = Functional.Normalize(x, NormalizationKind.Instance);
        Tensor layer = Functional.Normalize(x, NormalizationKind.Layer);
        for (int n = 0; n < 2; n++)
        {
            Tensor center = Functional.Mean(Functional.Abs(Alpha(x, [2, 3])), 1, 2, 3);
            Tensor whole = Functional.Mean(Functional.Abs(Alpha(x, [1, 2, 3])), 1, 2, 3);
            bool takesInstance = center.ToArray()[n] >= whole.ToArray()[n];
            Assert.That(
                Functional.Slice(y, 0, n, 1).ToArray(),
                Is.EqualTo(Functional.Slice(takesInstance ? instance : layer, 0, n, 1).ToArray()).Within(1e-6));
        }
    }

    [TestCase(LinRule.PerElement)]
    [TestCase(LinRule.Blend)]
    [TestCase(LinRule.PerLayer)]
    [TestCase(LinRule.Instance)]
    public void GradientsFlowThroughEveryRule(LinRule rule)
    {
        using Lin lin = new(new ParameterFactory(_device, 1), 4, rule, slope: 0.2);
        Tensor x = Tensor.FromHost(_device, new Shape(3, 4, 5, 6), _values).AsLeaf();
        Tensor y = lin.Forward(x);
        Tensor gradient = Gradients.Of(Functional.Sum(y * y * y), [x], createGraph: true)[0];
        Gradients.Backward(Functional.Sum(gradient * gradient));
        foreach ((string name, Parameter parameter) in lin.NamedParameters)
        {
            Assert.That(parameter.Gradient!.ToArray(), Has.All.Not.NaN.And.Some.Not.Zero, name);
        }

        Assert.That(lin.InstanceShare, Is.InRange(0, 1));
        Assert.That(lin.ParameterCount, Is.EqualTo(rule == LinRule.Blend ? 12 : 8));
    }

    private Tensor Alpha(int[] axes) => Alpha(Tensor.FromHost(_device, new Shape(3, 4, 5, 6), _values), axes);

    private static Tensor Alpha(Tensor x, int[] axes)
    {
        Tensor centered = x - Functional.Mean(x, axes);
        return centered / (Functional.Mean(centered * centered, axes) + 1e-5);
    }
}
