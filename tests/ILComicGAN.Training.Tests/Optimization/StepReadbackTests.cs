using ILComicGAN.Engine;
using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Training.Optimization;

namespace ILComicGAN.Training.Tests.Optimization;

public sealed class StepReadbackTests
{
    [Test]
    public void FetchesEverythingTogetherThoughItWasFreedMeanwhile()
    {
        using CpuDevice device = CpuDevice.Create(1);
        using StepReadback readback = new();
        Range first, second;
        using (TensorScope scope = new())
        {
            first = readback.Add(Tensor.FromHost(device, new Shape(1), [3]));
            second = readback.Add(Tensor.FromHost(device, new Shape(2, 1), [4, float.NaN]));
        }

        readback.Fetch();
        Assert.That(readback[first].ToArray(), Is.EqualTo(new[] { 3f }));
        Assert.That(readback[second].ToArray(), Is.EqualTo(new[] { 4f, float.NaN }));
        Assert.That(device.Allocator.Statistics.InUse, Is.Zero);
        readback.Fetch();
        Assert.That(device.Allocator.Statistics.InUse, Is.Zero, "nothing was added");
    }
}
