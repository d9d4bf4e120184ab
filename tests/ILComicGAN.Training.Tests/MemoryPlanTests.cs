using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Engine.Profiling;
using ILComicGAN.Files;

namespace ILComicGAN.Training.Tests;

public sealed class MemoryPlanTests
{
    private CpuDevice _device = null!;
    private LwComicGan _system = null!;
    private TrainingSettings _settings = null!;
    private Dictionary<bool, (double Fixed, double PerPixel)> _lines = null!;

    [OneTimeSetUp]
    public void MakeNetworks()
    {
        _device = CpuDevice.Create(1);
        _settings = new TrainingSettings { FeatureLayer = "conv2_1", MaxMemory = "4GB" };
        _system = new LwComicGan(_device, _settings, PerceptualNetwork.Random(_device, new(_settings.FeatureLayer)));
        _lines = new[] { false, true }.ToDictionary(recompute => recompute, recompute => MemoryPlan.Measure(_system, _device, recompute));
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
        (double fixedBytes, double perPixel) = _lines[recompute];
        double expected = fixedBytes + (perPixel * batch * size * size);
        double measured = MemoryPlan.PeakOf(_system, _device, batch, size, recompute);
        TestContext.Out.WriteLine($"{batch} × {size}², recompute {recompute}: {expected / 1e6:F1} MB expected, {measured / 1e6:F1} measured");
        Assert.That(expected, Is.EqualTo(measured).Within(0.06 * measured));
    }

    /// <summary>Lines of round numbers: 1.1·(0.1 GB + pixels) of 4 × 256², beside 0.39 GB.</summary>
    [TestCase(4.0, 1, false)]
    [TestCase(3.2, 1, true)]
    [TestCase(1.9, 2, false)]
    [TestCase(1.5, 2, true)]
    [TestCase(1.3, 4, false, Description = "the largest of three parts has two samples too")]
    [TestCase(1.0, 4, true)]
    public void TakesTheFastestWayThatFits(double gigabytes, int parts, bool recompute)
    {
        Dictionary<bool, (double, double)> lines = new()
        {
            [false] = (0.1e9, 2.5e9 / (4 * 256 * 256)),
            [true] = (0.1e9, 1.6e9 / (4 * 256 * 256)),
        };
        MemoryPlan plan = MemoryPlan.Fit(lines, 390_000_000, _settings, (long)(gigabytes * 1e9));
        Assert.That((plan.Accumulate, plan.Recompute), Is.EqualTo((parts, recompute)));
        Assert.That(plan.Expected, Is.LessThanOrEqualTo(gigabytes * 1e9));
        Assert.That(
            () => MemoryPlan.Fit(lines, 390_000_000, _settings, 500_000_000),
            Throws.TypeOf<SettingsException>().With.Message.Contains("need about 0.94 GB"));
    }

    [Test]
    public void TryingOutLeavesNoTrace()
    {
        float[] before = [.. _system.Generator.State.Concat(_system.Critic.State).SelectMany(named => named.Parameter.ToArray())];
        MemoryPlan plan = MemoryPlan.Choose(_system, _device, _settings, 1L << 40);
        Assert.That((plan.Accumulate, plan.Recompute), Is.EqualTo((1, false)));
        Assert.That(plan.Describe(_settings), Does.Contain("4GB").And.Contain("whole batch").And.Contain("kept"));
        Assert.That(_system.Generator.State.Concat(_system.Critic.State).SelectMany(named => named.Parameter.ToArray()), Is.EqualTo(before));
        Assert.That(_system.Generator.Parameters.Concat(_system.Critic.Parameters).Select(parameter => parameter.Gradient), Has.All.Null);
    }

    /// <summary>What <c>--profile</c> wraps is still the processor, whose memory is the program's.</summary>
    [Test]
    public void AProfileDoesNotChangeWhatIsExpected()
    {
        using TemporaryFolder folder = new();
        using ProfiledDevice profiled = new(CpuDevice.Create(1), new TraceWriter(folder.File("trace.json")));
        using LwComicGan system = new(profiled, _settings, PerceptualNetwork.Random(profiled, new(_settings.FeatureLayer)));
        Assert.That(profiled.HasHostMemory, Is.True);
        Dictionary<bool, (double Fixed, double PerPixel)> lines =
            new[] { false, true }.ToDictionary(recompute => recompute, recompute => MemoryPlan.Measure(system, profiled, recompute));
        foreach (bool recompute in lines.Keys)
        {
            // Its tensors are counted apart from what the processor takes for the length of an operation.
            Assert.That(lines[recompute].PerPixel, Is.EqualTo(_lines[recompute].PerPixel).Within(5).Percent);
        }

        const long Limit = 1L << 40;
        long tensors = MemoryPlan.Fit(lines, 0, _settings, Limit).Expected;
        long expected = MemoryPlan.Choose(system, profiled, _settings, Limit).Expected;
        Assert.That(expected - tensors, Is.GreaterThan(420L << 20), "the program beside its tensors");
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
