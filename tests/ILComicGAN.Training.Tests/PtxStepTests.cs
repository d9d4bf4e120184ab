using ILComicGAN.Engine;
using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Random;
using ILComicGAN.Networks;

namespace ILComicGAN.Training.Tests;

/// <summary>
/// The generator, and a whole step of critic and generator, on the PTX that NVIDIA cards would run: what the cpu device
/// computes. Gradients of networks with kinks are compared where no kink can flip (SmoothCriticTests).
/// </summary>
public sealed class PtxStepTests
{
    private const int Size = 32;

    [TestCase("ptx", Precision.Float32, 1e-4)]
    [TestCase("ptx", Precision.TensorFloat32, 1e-3)]
    public void AStepAgreesWithTheCpu(string name, Precision precision, double tolerance)
    {
        if (Environment.GetEnvironmentVariable("ILCOMICGAN_TEST_DEVICES")?.Contains("ptx", StringComparison.Ordinal) != true)
        {
            Assert.Ignore("takes minutes; runs where ILCOMICGAN_TEST_DEVICES names ptx");
        }

        (float[] picture, float[] losses) expected;
        using (Device cpu = CpuDevice.Create(precise: true))
        {
            expected = Step(cpu);
        }

        using Device device = DeviceCatalog.Open(name, precision: precision);
        (float[] picture, float[] losses) = Step(device);
        double error = PyTorchOracle.RelativeError(picture, expected.picture);
        TestContext.Out.WriteLine($"generator: {error:E1}");
        Assert.That(error, Is.LessThan(tolerance));
        for (int i = 0; i < losses.Length; i++)
        {
            double off = Math.Abs(losses[i] - expected.losses[i]) / (Math.Abs(expected.losses[i]) + 0.01);
            TestContext.Out.WriteLine($"loss {i}: {losses[i]} and {expected.losses[i]}, {off:E1}");
            Assert.That(off, Is.LessThan(tolerance), $"loss {i}");
        }
    }

    private static (float[] Picture, float[] Losses) Step(Device device)
    {
        Vgg19 vgg = new(new ParameterFactory(device, 9), VggLayer.Default);
        using LwComicGan system = new(device, new TrainingSettings { Size = Size, Batch = 1 }, vgg);
        using TensorScope scope = new();
        Tensor photo = Picture(device, 1), style = Picture(device, 2);
        Tensor fake = system.Generator.Forward(photo);
        CriticLoss critic = system.CriticGradients(fake, style, Tensor.FromHost(device, new Shape(1, 1, 1, 1), [0.3f]));
        float[] losses = [critic.Fake.Item(), critic.Real.Item(), critic.Penalty.Item(), critic.Total.Item()];
        system.CriticOptimizer.Step();
        GeneratorLoss generator = system.GeneratorGradients(fake, photo, style);
        float[] more = [generator.Content.Item(), generator.Gray.Item(), generator.Color.Item(), generator.Total.Item()];
        system.GeneratorOptimizer.Step();
        return (fake.ToArray(), [.. losses, .. more]);
    }

    private static Tensor Picture(Device device, ulong stream)
    {
        float[] values = new float[3 * Size * Size];
        new RandomStream(5, stream).FillNormal(values, deviation: 0.4);
        return Tensor.FromHost(device, new Shape(1, 3, Size, Size), values);
    }
}
