using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Random;

namespace ILComicGAN.Engine.Tests.Random;

public sealed class RandomStreamTests
{
    /// <summary>The first of the vectors that the authors of Philox 4×32-10 publish: key and counter 0.</summary>
    [Test]
    public void GivesThePublishedNumbers()
    {
        RandomStream random = new(0, 0);
        uint[] numbers = [random.NextUInt32(), random.NextUInt32(), random.NextUInt32(), random.NextUInt32()];
        Assert.That(numbers, Is.EqualTo(new[] { 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u }));
    }

    [Test]
    public void HasTheMomentsOfItsDistributions()
    {
        RandomStream random = new(3, 5);
        float[] uniform = new float[200_000];
        random.FillUniform(uniform, 0, 1);
        Assert.That(uniform.Average(), Is.EqualTo(0.5).Within(0.003));
        Assert.That(uniform.Min(), Is.GreaterThanOrEqualTo(0));
        Assert.That(uniform.Max(), Is.LessThan(1));
        float[] normal = new float[200_000];
        random.FillNormal(normal, 2, 3);
        double mean = normal.Average();
        Assert.That(mean, Is.EqualTo(2).Within(0.03));
        Assert.That(Math.Sqrt(normal.Average(value => (value - mean) * (value - mean))), Is.EqualTo(3).Within(0.03));
    }

    [Test]
    public void StreamsDifferAndRepeat()
    {
        uint first = RandomStream.For(1, 2, 3).NextUInt32();
        Assert.That(RandomStream.For(1, 2, 3).NextUInt32(), Is.EqualTo(first));
        Assert.That(RandomStream.For(2, 2, 3).NextUInt32(), Is.Not.EqualTo(first));
        Assert.That(RandomStream.For(1, 3, 3).NextUInt32(), Is.Not.EqualTo(first));
        Assert.That(RandomStream.For(1, 2, 4).NextUInt32(), Is.Not.EqualTo(first));
    }

    [Test]
    public void PermutationsHoldEachNumberOnceAndBoundsAreEven()
    {
        RandomStream random = new(9, 9);
        Assert.That(random.Permutation(101).Order(), Is.EqualTo(Enumerable.Range(0, 101)));
        int[] counts = new int[7];
        for (int i = 0; i < 70_000; i++)
        {
            counts[random.NextInt32(7)]++;
        }

        Assert.That(counts, Has.All.InRange(9_500, 10_500));
    }
}
