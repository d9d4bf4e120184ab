using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Random;
using ILComicGAN.Kernels.Elementwise;

namespace ILComicGAN.Engine.Tests.Devices;

/// <summary>The kernels' own transcendental functions against float64, in units in the last place.</summary>
public sealed class AccurateFunctionTests
{
    private const int Samples = 300_000;

    [TestCase("exp", -87f, 88f, 2)]
    [TestCase("exp", -1f, 1f, 2)]
    [TestCase("log", 0.5f, 2f, 3)]
    [TestCase("log", 1e-30f, 1e30f, 3)]
    [TestCase("tanh", -10f, 10f, 3)]
    [TestCase("tanh", -0.01f, 0.01f, 3)]
    public void StaysWithinTheStatedError(string function, float low, float high, double units)
    {
        RandomStream random = new(12, 7);
        double worst = 0;
        for (int i = 0; i < Samples; i++)
        {
            // Over many magnitudes evenly in the logarithm.
            float x = low > 0 ? (float)Math.Exp(Math.Log(low) + (random.NextDouble() * Math.Log((double)high / low))) : low + ((high - low) * random.NextSingle());
            (float actual, double exact) = function switch
            {
                "exp" => (Accurate.Exp(x), Math.Exp(x)),
                "log" => (Accurate.Log(x), Math.Log(x)),
                _ => (Accurate.Tanh(x), Math.Tanh(x)),
            };
            double unit = (double)MathF.BitIncrement(Math.Abs((float)exact)) - (double)Math.Abs((float)exact);
            worst = Math.Max(worst, Math.Abs(actual - exact) / unit);
        }

        TestContext.Out.WriteLine($"{function} on [{low}, {high}]: {worst:F2} units");
        Assert.That(worst, Is.LessThanOrEqualTo(units));
    }

    [Test]
    public void TheEndsOfTheRangesAreRight()
    {
        Assert.That(Accurate.Exp(-200), Is.Zero);
        Assert.That(Accurate.Exp(200), Is.EqualTo(float.PositiveInfinity));
        Assert.That(Accurate.Exp(0), Is.EqualTo(1));
        Assert.That(Accurate.Log(0), Is.EqualTo(float.NegativeInfinity));
        Assert.That(Accurate.Log(-1), Is.NaN);
        Assert.That(Accurate.Log(1), Is.Zero);
        Assert.That(Accurate.Tanh(50), Is.EqualTo(1));
        Assert.That(Accurate.Tanh(-50), Is.EqualTo(-1));
        Assert.That(Accurate.Exp(float.NaN), Is.NaN);
        Assert.That(Accurate.Tanh(float.NaN), Is.NaN);
    }
}
