using ILComicGAN.Engine;
using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Random;
using ILComicGAN.Networks.Critic;
using ILComicGAN.Networks.Losses;
using ILComicGAN.Networks.Modules;
using ILComicGAN.Networks.Perceptual;

namespace ILComicGAN.Networks.Tests;

/// <summary>The registered terms: what is known of them beside their values, which the oracle compares.</summary>
public sealed class LossTermTests
{
    [Test]
    public void TheDefaultsAreTableI()
    {
        LossWeights weights = new();
        Assert.That(LossTerms.All.ToDictionary(term => term.Name, term => weights[term.Name]), Is.EqualTo(new Dictionary<string, double>
        {
            ["adversarial"] = 350, ["content"] = 2.5, ["gray"] = 12.5, ["color"] = 15,
        }));
        Assert.That(LossTerms.All.Select(term => term.Title), Is.Unique);
        Assert.That(weights.With("gray", 3), Is.Not.EqualTo(weights));
        Assert.That(weights.With("gray", 12.5), Is.EqualTo(weights));
        Assert.That(() => weights.With("grey", 1), Throws.ArgumentException);
    }

    [Test]
    public void TheTotalIsTheWeightedSumOfAllTerms()
    {
        using CpuDevice device = CpuDevice.Create(1, precise: true);
        using Vgg19 vgg = new(new ParameterFactory(device, 9), new VggLayer("conv1_1"));
        using Discriminator critic = new(new ParameterFactory(device, 2));
        using TensorScope scope = new();
        using Pause pause = GradientRecording.Pause();
        Tensor[] pictures = [.. Enumerable.Range(0, 3).Select(i =>
        {
            float[] values = new float[3 * 32 * 32];
            new RandomStream(5, (ulong)i).FillNormal(values, deviation: 0.4);
            return Tensor.FromHost(device, new Shape(1, 3, 32, 32), values);
        })];
        LossWeights weights = LossTerms.All.Select((term, i) => (term.Name, Weight: i + 2.0)).Aggregate(new LossWeights(), (all, term) => all.With(term.Name, term.Weight));
        GeneratorLoss loss = GeneratorLoss.Of(new LossInputs(pictures[0], pictures[1], pictures[2], vgg, critic), weights);
        double expected = LossTerms.All.Select((term, i) => loss.Terms[term.Name].Item() * (i + 2.0)).Sum();
        Assert.That(loss.Terms.Values.Select(term => term.Item()), Has.All.Not.Zero);
        Assert.That(loss.Total.Item(), Is.EqualTo(expected).Within(1e-5 * Math.Abs(expected)));
    }
}
