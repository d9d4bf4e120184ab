using ILComicGAN.Training.Optimization;

namespace ILComicGAN.Training.Tests.Optimization;

public sealed class LearningRatesTests
{
    private readonly TrainingSettings _settings = new() { StartLearningRate = 1, GeneratorLearningRate = 2, CriticLearningRate = 4, FinalRate = 0.1 };

    [Test]
    public void ConstantByDefault()
    {
        LearningRates rates = new(_settings, 3, 10);
        Assert.That(Enumerable.Range(0, 10).Select(rates.Generator), Is.EqualTo(new[] { 1, 1, 1, 2, 2, 2, 2, 2, 2, 2.0 }));
        Assert.That(Enumerable.Range(3, 7).Select(rates.Critic), Has.All.EqualTo(4));
    }

    [Test]
    public void WarmUpRisesInEachPhase()
    {
        LearningRates rates = new(_settings with { WarmUpSteps = 4 }, 6, 12);
        Assert.That(Enumerable.Range(0, 6).Select(rates.Generator), Is.EqualTo(new[] { 0.25, 0.5, 0.75, 1, 1, 1 }));
        Assert.That(Enumerable.Range(6, 5).Select(rates.Generator), Is.EqualTo(new[] { 0.5, 1, 1.5, 2, 2 }));
    }

    [Test]
    public void CosineFallsFromTheFullRateToTheFinalOne()
    {
        LearningRates rates = new(_settings with { Schedule = LearningRateSchedule.Cosine }, 100, 1100);
        double[] generator = [.. Enumerable.Range(100, 1000).Select(rates.Generator)];
        Assert.That(generator[0], Is.EqualTo(2));
        Assert.That(generator[500], Is.EqualTo(2 * 0.55).Within(1e-12), "half-way between 1 and 0.1");
        Assert.That(generator[999], Is.EqualTo(0.2).Within(1e-4));
        Assert.That(generator, Is.Ordered.Descending);
        Assert.That(rates.Generator(50), Is.EqualTo(1), "the start phase stays");
        Assert.That(rates.Critic(600), Is.EqualTo(2 * generator[500]));
    }

    [Test]
    public void StepHalves()
    {
        LearningRates rates = new(_settings with { Schedule = LearningRateSchedule.Step, DecayEvery = 3 }, 1, 100);
        Assert.That(Enumerable.Range(1, 7).Select(rates.Generator), Is.EqualTo(new[] { 2, 2, 2, 1, 1, 1, 0.5 }));
    }
}
