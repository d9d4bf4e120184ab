using System.Text.Json;
using ILComicGAN.Engine;
using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Profiling;
using ILComicGAN.Networks.Critic;
using ILComicGAN.Networks.Losses;
using ILComicGAN.Networks.Modules;

namespace ILComicGAN.Networks.Tests;

/// <summary>A profile tells forward from backward from second order, layer by layer, and changes no result.</summary>
public sealed class ProfileTests
{
    [TestCase("cpu")]
    [TestCase("opencl:0")]
    [TestCase("cuda:0")]
    public void PhasesAndLayersOfACriticStep(string deviceName)
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.json");
        Device shared = GpuDevice.Shared(deviceName);
        float[] plain = Step(shared);
        float[] profiled;
        using (Device device = new ProfiledDevice(shared, new TraceWriter(path), leaveOpen: true))
        {
            profiled = Step(device);
            Assert.That(device.Allocator.Statistics.InUse, Is.Zero);
        }

        Assert.That(profiled, Is.EqualTo(plain));
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
        File.Delete(path);
        var events = document.RootElement.GetProperty("traceEvents").EnumerateArray()
            .Where(e => e.GetProperty("ph").GetString() == "X")
            .Select(e => (
                Track: e.GetProperty("tid").GetInt32(),
                Name: e.GetProperty("name").GetString(),
                Phase: e.GetProperty("args").GetProperty("phase").GetString(),
                Layer: e.GetProperty("args").GetProperty("layer").GetString()))
            .ToArray();
        foreach (string phase in new[] { "forward", "backward", "second order" })
        {
            Assert.That(events.Any(e => e.Phase == phase && e.Layer == "critic.conv0"), Is.True, phase);
        }

        Assert.That(events.Any(e => e.Name == "NormalizationDoubleBackward" && e.Phase == "second order"), Is.True);
        if (deviceName != "cpu")
        {
            Assert.That(events.Count(e => e.Track == 2), Is.GreaterThan(events.Count(e => e.Track == 1) / 2), "kernels on the device's own clock");
        }
    }

    private static float[] Step(Device device)
    {
        using Discriminator critic = new(new ParameterFactory(device, 3));
        using TensorScope scope = new();
        Shape shape = new(1, 3, 16, 16);
        Tensor fake = Tensor.Full(device, shape, 0.2);
        Tensor real = Tensor.FromHost(device, shape, [.. Enumerable.Range(0, (int)shape.Count).Select(i => MathF.Sin(i))]);
        CriticLoss loss = WassersteinLoss.OfCritic(critic, fake, real, Tensor.Full(device, new Shape(1, 1, 1, 1), 0.4), 10, false);
        Gradients.Backward(loss.Total);
        return [.. critic.NamedParameters.SelectMany(named => named.Parameter.Gradient!.ToArray())];
    }
}
