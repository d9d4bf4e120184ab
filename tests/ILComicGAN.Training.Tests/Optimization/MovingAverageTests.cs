using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Engine.Random;
using ILComicGAN.Networks.Generators;
using ILComicGAN.Networks.Modules;
using ILComicGAN.Training.Optimization;

namespace ILComicGAN.Training.Tests.Optimization;

public sealed class MovingAverageTests
{
    [Test]
    public void IsTheWeightedSumOfAllWeightsSoFar()
    {
        using CpuDevice device = CpuDevice.Create(1);
        using LwComicGanGenerator network = new(new ParameterFactory(device, 3));
        using MovingAverage<LwComicGanGenerator> average = new(network, new LwComicGanGenerator(ParameterFactory.Unfilled(device)), 0.5);
        average.Reset();
        double[] expected = [.. Values(network).Select(value => (double)value)];
        for (int step = 0; step < 12; step++)
        {
            Disturb(network, step);
            average.Update(step);
            // 0.1, 2/11, … up to the decay that was asked for.
            double decay = Math.Min(0.5, (1.0 + step) / (10.0 + step));
            expected = [.. expected.Zip(Values(network), (mean, now) => (mean * decay) + (now * (1 - decay)))];
        }

        Assert.That(average.DecayAfter(100), Is.EqualTo(0.5));
        float[] actual = [.. Values(average.Network)];
        Assert.That(actual, Has.Length.EqualTo(LwComicGanGenerator.PublishedParameterCount));
        // Twelve float32 updates of numbers of about 1.
        Assert.That(actual.Zip(expected, (a, e) => Math.Abs(a - e)).Max(), Is.LessThan(2e-6));
        Assert.That(average.Network.Parameters, Has.All.Property("IsFrozen").True);
    }

    private static void Disturb(Module network, int step)
    {
        foreach ((Engine.Parameter parameter, int i) in network.Parameters.Select((parameter, i) => (parameter, i)))
        {
            parameter.Fill(values => RandomStream.For(7, 1, (1000 * step) + i).FillUniform(values, -1, 1));
        }
    }

    private static IEnumerable<float> Values(Module network) => network.Parameters.SelectMany(parameter => parameter.ToArray());
}
