using ILComicGAN.Training.Checkpoints;
using ILComicGAN.Training.Runs;

namespace ILComicGAN.Training.Tests.Checkpoints;

public sealed class RotationTests
{
    private static readonly (int, double?)[] s_saved =
        [(100, null), (200, 5), (300, 2), (400, 2), (500, 3), (600, 4), (700, null)];

    [TestCase(1, 0, new[] { 300, 700 })]
    [TestCase(3, 0, new[] { 300, 500, 600, 700 })]
    [TestCase(2, 200, new[] { 200, 300, 400, 600, 700 })]
    [TestCase(9, 0, new[] { 100, 200, 300, 400, 500, 600, 700 })]
    public void KeepsTheLastTheBestAndEveryKth(int last, int every, int[] expected) =>
        Assert.That(Rotation.Keep(s_saved, last, every).Order(), Is.EqualTo(expected));

    [Test]
    public void WithoutAMeasureNoneIsTheBest() =>
        Assert.That(Rotation.Keep([(1, null), (2, null)], 1, 0), Is.EqualTo(new[] { 2 }));

    [Test]
    public void TheMeasureIsTheMeanOfTheLastHundredAdversarialSteps()
    {
        RunningMeasure measure = new(BestMeasure.Style);
        measure = measure.With(Report(null), new());
        Assert.That(measure.Count, Is.Zero, "the start phase says nothing");
        for (int i = 0; i < RunningMeasure.Window; i++)
        {
            Assert.That(measure.Value, Is.Null, "too few to compare");
            measure = measure.With(Report(i), new());
        }

        Assert.That(measure.Value, Is.EqualTo(49.5).Within(1e-9));
        Assert.That(measure.With(Report(149.5f), new()).Value, Is.EqualTo(50.5).Within(1e-9));
    }

    private static StepReport Report(float? gray) => new() { Step = 1, TotalSteps = 2, Phase = "gan", Losses = gray is { } value ? new Dictionary<string, float> { ["content"] = 1, ["gray"] = value } : new Dictionary<string, float> { ["content"] = 1 } };
}
