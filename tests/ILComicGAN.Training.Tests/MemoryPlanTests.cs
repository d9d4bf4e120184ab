using ILComicGAN.Engine.Devices;

namespace ILComicGAN.Training.Tests;

public sealed class MemoryPlanTests
{
    private CpuDevice _device = null!;
    private LwComicGan _system = null!;
    private TrainingSettings _settings = null!;

    [OneTimeSetUp]
    public void MakeNetworks()
    {
        _device = CpuDevice.Create(1);
        _settings = new TrainingSettings { FeatureLayer = "conv2_1", MaxMemory = "4GB" };
        _system = new LwComicGan(_device, _settings, PerceptualNetwork.Random(_device, new(_settings.FeatureLayer)));
    }

    [OneTimeTearDown]
    public void Free()
    {
        _system.Dispose();
        _device.Dispose();
    }

    /// <summary>Other sizes and batches than the two that the line goes through.</summary>
    [TestCase(false, 3, 64)]
    [TestCase(true, 3, 64)]
    [TestCase(false, 2, 112)]
    [TestCase(true, 1, 176)]
    public void ThePeakIsLinearInThePixels(bool recompute, int batch, int size)
    {
        (double fixedBytes, double perPixel) = MemoryPlan.Measure(_system, _device, recompute);
        double expected = fixedBytes + (perPixel * batch * size * size);
        double measured = MemoryPlan.PeakOf(_system, _device, batch, size, recompute);
        TestContext.Out.WriteLine($"{batch} × {size}², recompute {recompute}: {expected / 1e6:F1} MB expected, {measured / 1e6:F1} measured");
        Assert.That(expected, Is.EqualTo(measured).Within(0.06 * measured));
    }

    [Test]
    public void TakesTheFastestWayThatFits()
    {
        float[] iteration = [.. _system.Critic.NamedBuffers.SelectMany(named => named.Parameter.ToArray())];
        MemoryPlan free = MemoryPlan.Choose(_system, _device, _settings, long.MaxValue);
        Assert.That((free.Accumulate, free.Recompute), Is.EqualTo((1, false)));
        Assert.That(_system.Critic.NamedBuffers.SelectMany(named => named.Parameter.ToArray()), Is.EqualTo(iteration), "trying leaves no trace");
        MemoryPlan tight = MemoryPlan.Choose(_system, _device, _settings, free.Expected - 100_000_000);
        Assert.That((tight.Accumulate, tight.Recompute), Is.EqualTo((1, true)));
        Assert.That(tight.Describe(_settings), Does.Contain("4GB").And.Contain("whole batch").And.Contain("twice"));
        MemoryPlan tighter = MemoryPlan.Choose(_system, _device, _settings, tight.Expected - 100_000_000);
        Assert.That(tighter.Accumulate, Is.GreaterThan(1));
        Assert.That(tighter.Expected, Is.LessThan(tight.Expected));
        Assert.That(
            () => MemoryPlan.Choose(_system, _device, _settings, 1000), Throws.TypeOf<SettingsException>().With.Message.Contains("need about"));
    }

    [TestCase("4GB", 4_000_000_000)]
    [TestCase("3.5 GiB", 3_758_096_384)]
    [TestCase("900mb", 900_000_000)]
    public void SizesAsPeopleWriteThem(string text, long bytes) => Assert.That(MemorySize.Parse(text), Is.EqualTo(bytes));

    [TestCase("4")]
    [TestCase("GB")]
    [TestCase("-1GB")]
    [TestCase("0GB")]
    [TestCase("much")]
    [TestCase("99999999999999GB")]
    public void WhatIsNoSize(string text)
    {
        Assert.That(MemorySize.Parse(text), Is.Null);
        Assert.That(
            (_settings with { MaxMemory = text, Photos = "p", Style = "s" }).Validate, Throws.TypeOf<SettingsException>().With.Message.Contains("4GB"));
    }
}
