using ILComicGAN.Engine;
using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Imaging;
using ILComicGAN.Training.Runs;

namespace ILComicGAN.Training.Tests;

/// <summary>A batch in parts against the batch at once: the same gradients, losses and vectors of power iteration.</summary>
public sealed class AccumulationTests
{
    /// <summary>Sums in another order, in float32.</summary>
    private const double Tolerance = 2e-5;

    private TemporaryFolder _folder = null!;
    private TrainingSettings _settings = null!;

    /// <summary>The whole batch's first step of the start phase, and its first of the adversarial one.</summary>
    private Dictionary<int, Outcome> _whole = null!;

    [OneTimeSetUp]
    public void MakePictures()
    {
        _folder = new TemporaryFolder();
        _settings = new TrainingSettings
        {
            Photos = TestPictures.Folder(_folder, "photos", 5, 1),
            Style = TestPictures.Folder(_folder, "style", 3, 50),
            Size = 36,
            Batch = 3,
            Steps = 9,
            StartSteps = 3,
            CriticSteps = 2,
            // So small that rounding in the critic's update does not come into the generator's gradient.
            CriticLearningRate = 1e-12,
            FeatureLayer = "conv2_1",
            GrayscaleNegatives = 1,
            SmoothedNegatives = 0.1,
        };
        _whole = new[] { 0, 3 }.ToDictionary(done => done, done => Step(_settings, done));
    }

    [OneTimeTearDown]
    public void Delete() => _folder.Dispose();

    [TestCase(2, Description = "parts of one and two samples")]
    [TestCase(3)]
    public void PartsAddUpToTheBatch(int parts)
    {
        foreach (int done in new[] { 0, 3 })
        {
            Outcome whole = _whole[done];
            Outcome split = Step(_settings with { Accumulate = parts }, done);
            foreach ((string name, float expected) in whole.Losses)
            {
                Assert.That(split.Losses[name], Is.EqualTo(expected).Within(Tolerance * (Math.Abs(expected) + 0.01)), $"{name} of the step after {done}");
            }

            // The start phase has no critic.
            foreach ((string network, float[] gradient) in whole.Gradients.Where(entry => done > 0 || entry.Key == "generator"))
            {
                double error = PyTorchOracle.RelativeError(split.Gradients[network], gradient);
                TestContext.Out.WriteLine($"after {done}, {network}: {error:E1}");
                Assert.That(gradient, Has.Some.Not.Zero);
                Assert.That(error, Is.LessThan(Tolerance), $"{network} of the step after {done}");
            }

            Assert.That(split.Iteration, Is.EqualTo(whole.Iteration), "power iteration goes on once a step, not once a part");
        }
    }

    [Test]
    public void MoreNegativesChangeTheCritic()
    {
        Outcome all = _whole[3];
        Outcome none = Step(_settings with { GrayscaleNegatives = 0, SmoothedNegatives = 0 }, 3);
        Outcome smooth = Step(_settings with { GrayscaleNegatives = 0 }, 3);
        Assert.That(PyTorchOracle.RelativeError(all.Gradients["critic"], none.Gradients["critic"]), Is.GreaterThan(0.05));
        Assert.That(PyTorchOracle.RelativeError(smooth.Gradients["critic"], none.Gradients["critic"]), Is.GreaterThan(1e-4));
    }

    [Test]
    public void WhatCannotBeSplitIsRefused()
    {
        Assert.That((_settings with { Accumulate = 4 }).Validate, Throws.TypeOf<SettingsException>().With.Message.Contains("accumulate"));
        Assert.That(
            (_settings with { Accumulate = 3, SquareOutside = true }).Validate,
            Throws.TypeOf<SettingsException>().With.Message.Contains("squareOutside"));
    }

    private static Outcome Step(TrainingSettings settings, int done)
    {
        using CpuDevice device = CpuDevice.Create(1, precise: true);
        using LwComicGan system = new(device, settings, PerceptualNetwork.Random(device, new(settings.FeatureLayer)));
        using StepComputation steps = new(
            device, settings, system, ImageFolder.List(settings.Photos), ImageFolder.List(settings.Style), message => Assert.Fail(message));
        StepReport report = steps.Compute(done, shares: true);
        Dictionary<string, float> losses = new(report.Losses);
        foreach ((string name, float share) in report.InstanceShares!)
        {
            losses[name] = share;
        }

        // Adam's first moment is a half of the first gradient; of the critic's two steps, that plus a half of it before.
        Dictionary<string, float[]> gradients = new()
        {
            ["generator"] = FirstMoments(system.GeneratorOptimizer.State),
            ["critic"] = FirstMoments(system.CriticOptimizer.State),
        };
        return new Outcome(losses, gradients, [.. system.Critic.NamedBuffers.SelectMany(named => named.Parameter.ToArray())]);
    }

    private static float[] FirstMoments(IEnumerable<(string Name, Parameter Moment)> state) =>
        [.. state.Where(entry => entry.Name.EndsWith(".m", StringComparison.Ordinal)).SelectMany(entry => entry.Moment.ToArray())];

    private sealed record Outcome(
        Dictionary<string, float> Losses, Dictionary<string, float[]> Gradients, float[] Iteration);
}
