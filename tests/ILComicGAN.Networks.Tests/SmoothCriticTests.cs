using ILComicGAN.Engine;
using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Random;
using ILComicGAN.Networks.Critic;
using ILComicGAN.Networks.Losses;
using ILComicGAN.Networks.Modules;

namespace ILComicGAN.Networks.Tests;

/// <summary>
/// A critic without kinks, with its gradient penalty: all layers, spectral norm, normalization and both orders of
/// derivatives. Where no rounding can flip an activation, devices agree within rounding.
/// </summary>
public sealed class SmoothCriticTests
{
    private const double Tolerance = 1e-4;

    private static readonly Lazy<(double Loss, float[] Gradients)> s_expected = new(() =>
    {
        using Device reference = DeviceCatalog.Open("reference");
        return Step(reference);
    });

    [TestCaseSource(typeof(GpuDevice), nameof(GpuDevice.Names))]
    public void LossAndGradientsAgreeWithTheReference(string deviceName)
    {
        Device device = GpuDevice.Shared(deviceName);
        (double loss, float[] gradients) = Step(device);
        (double expectedLoss, float[] expectedGradients) = s_expected.Value;
        Assert.That(loss, Is.EqualTo(expectedLoss).Within(Tolerance * Math.Abs(expectedLoss)));
        double error = PyTorchOracle.RelativeError(gradients, expectedGradients);
        TestContext.Out.WriteLine($"{deviceName}: {error:E1}");
        Assert.That(error, Is.LessThan(Tolerance));
    }

    private static (double Loss, float[] Gradients) Step(Device device)
    {
        using Discriminator critic = new(new ParameterFactory(device, 3), slope: 1);
        using TensorScope scope = new();
        Tensor fake = Picture(device, 1);
        Tensor real = Picture(device, 2);
        Tensor epsilon = Tensor.FromHost(device, new Shape(2, 1, 1, 1), [0.3f, 0.8f]);
        CriticLoss loss = WassersteinLoss.OfCritic(critic, fake, real, epsilon, 10, false);
        Gradients.Backward(loss.Total);
        return (loss.Total.Item(), [.. critic.NamedParameters.SelectMany(named => named.Parameter.Gradient!.ToArray())]);
    }

    private static Tensor Picture(Device device, ulong stream)
    {
        float[] values = new float[2 * 3 * 24 * 20];
        new RandomStream(5, stream).FillNormal(values, deviation: 0.4);
        return Tensor.FromHost(device, new Shape(2, 3, 24, 20), values);
    }
}
