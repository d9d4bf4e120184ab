using ILComicGAN.Engine;
using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices.Reference;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Random;
using ILComicGAN.Networks.Layers;
using ILComicGAN.Networks.Modules;

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

    /// <summary>
    /// The mean of |α| chooses either branch: the instance where channels are alike, the layer where rare, large values make
    /// a channel's own deviation a bad measure. So it is neither the sum of α that decides, which is 0 in both branches, nor
    /// the L2 norm, by which the instance always wins: σ_L² = mean_c σ_c² + var_c μ_c, and 1/σ² is convex.
    /// </summary>
    [Test]
    public void TheMeanOfAbsoluteAlphaCanChooseEither()
    {
        float[] values = new float[2 * 2 * 100];
        for (int i = 0; i < 100; i++)
        {
            // Sample 0: two channels alike. Sample 1: two nearly flat channels around 1 and −1, each with a rare spike.
            values[i] = i % 2 == 0 ? 1 : -1;
            values[100 + i] = i % 2 == 0 ? 1.1f : -0.9f;
            values[200 + i] = i == 0 ? 11 : 1;
            values[300 + i] = i == 0 ? 9 : -1;
        }

        using Lin lin = new(new ParameterFactory(_device, 1), 2, LinRule.PerLayer);
        Tensor x = Tensor.FromHost(_device, new Shape(2, 2, 10, 10), values);
        Tensor y = lin.Forward(x);
        float[] instance = Functional.Normalize(x, NormalizationKind.Instance).ToArray();
        float[] layer = Functional.Normalize(x, NormalizationKind.Layer).ToArray();
        bool[] takesInstance = [.. Enumerable.Range(0, 2).Select(n => Takes(n, instance))];
        bool[] takesLayer = [.. Enumerable.Range(0, 2).Select(n => Takes(n, layer))];
        Assert.That(takesInstance, Is.EqualTo(new[] { true, false }));
        Assert.That(takesLayer, Is.EqualTo(new[] { false, true }));
        Assert.That(lin.InstanceShare, Is.EqualTo(0.5));
        Tensor ownSquares = Functional.Sum(Alpha(x, [2, 3]) * Alpha(x, [2, 3]), 1, 2, 3);
        Tensor jointSquares = Functional.Sum(Alpha(x, [1, 2, 3]) * Alpha(x, [1, 2, 3]), 1, 2, 3);
        Assert.That(ownSquares.ToArray()[1], Is.GreaterThan(jointSquares.ToArray()[1]), "by the L2 norm it would be the instance");

        bool Takes(int n, float[] branch) => Functional.Slice(y, 0, n, 1).ToArray().Zip(branch.Skip(200 * n)).All(pair => Math.Abs(pair.First - pair.Second) < 1e-6);
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

        Assert.That(lin.InstanceShare, Is.EqualTo(ExpectedShare(rule)).Within(1e-6));
        Assert.That(lin.ParameterCount, Is.EqualTo(rule == LinRule.Blend ? 12 : 8));
    }

    /// <summary>By Eq. 7 and what the layer begins with.</summary>
    private double ExpectedShare(LinRule rule)
    {
        Tensor x = Tensor.FromHost(_device, new Shape(3, 4, 5, 6), _values);
        (Tensor own, Tensor joint) = (Alpha(x, [2, 3]), Alpha(x, [1, 2, 3]));
        return rule switch
        {
            LinRule.PerElement => Share(own.ToArray(), joint.ToArray()),
            LinRule.PerLayer => Share(
                Functional.Mean(Functional.Abs(own), 1, 2, 3).ToArray(), Functional.Mean(Functional.Abs(joint), 1, 2, 3).ToArray()),
            LinRule.Blend => 0.1,
            _ => 1,
        };

        static double Share(float[] own, float[] joint) => own.Zip(joint).Average(pair => pair.First >= pair.Second ? 1.0 : 0);
    }

    private static Tensor Alpha(Tensor x, int[] axes)
    {
        Tensor centered = x - Functional.Mean(x, axes);
        return centered / (Functional.Mean(centered * centered, axes) + 1e-5);
    }
}
