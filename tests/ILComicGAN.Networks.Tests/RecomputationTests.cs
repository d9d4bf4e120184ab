using ILComicGAN.Engine;
using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Random;
using ILComicGAN.Networks.Generators;
using ILComicGAN.Networks.Layers;
using ILComicGAN.Networks.Modules;

namespace ILComicGAN.Networks.Tests;

/// <summary>Keeping only what goes from stage to stage must change memory and nothing else.</summary>
public sealed class RecomputationTests
{
    [Test]
    public void GradientsHaveTheSameBitsAndThePeakIsLower([Values] LinRule rule)
    {
        (float[] kept, long keptPeak) = Train(rule, recompute: false);
        (float[] recomputed, long recomputedPeak) = Train(rule, recompute: true);
        Assert.Multiple(() =>
        {
            Assert.That(recomputed.AsSpan().SequenceEqual(kept), Is.True);
            Assert.That(kept, Has.Some.Not.Zero);
            // Without recomputation a convolution with a border keeps its input before the normalization only.
            Assert.That(recomputedPeak, Is.LessThan(0.85 * keptPeak));
        });
    }

    [Test]
    public void PicturesThemselvesGetTheirGradientToo()
    {
        using CpuDevice device = CpuDevice.Create();
        using LwComicGanGenerator generator = new(new ParameterFactory(device, 3)) { Recompute = true };
        generator.Freeze();
        using TensorScope scope = new();
        Tensor photo = Random(device, 1, 17, 22).AsLeaf();
        float[] recomputed = Gradients.Of(Functional.Mean(generator.Forward(photo)), [photo])[0].ToArray();
        generator.Recompute = false;
        float[] kept = Gradients.Of(Functional.Mean(generator.Forward(photo)), [photo])[0].ToArray();
        Assert.That(recomputed.AsSpan().SequenceEqual(kept), Is.True);
    }

    [Test]
    public void ASecondDerivativeIsRefusedAndNotWrong()
    {
        using CpuDevice device = CpuDevice.Create();
        using LwComicGanGenerator generator = new(new ParameterFactory(device, 3)) { Recompute = true };
        using TensorScope scope = new();
        Tensor photo = Random(device, 1, 16, 16).AsLeaf();
        Tensor mean = Functional.Mean(generator.Forward(photo));
        Assert.That(
            () => Gradients.Of(mean, [photo], createGraph: true),
            Throws.TypeOf<NotSupportedException>().With.Message.Contains("without recomputation"));
    }

    private static (float[] Gradients, long Peak) Train(LinRule rule, bool recompute)
    {
        using CpuDevice device = CpuDevice.Create();
        using LwComicGanGenerator generator = new(new ParameterFactory(device, 7), rule) { Recompute = recompute };
        using TensorScope scope = new();
        Tensor photo = Random(device, 2, 45, 62);
        device.Allocator.ResetPeak();
        Tensor loss = Functional.Mean(Functional.Abs(generator.Forward(photo) - photo));
        Gradients.Backward(loss);
        return ([.. loss.ToArray(), .. generator.Parameters.SelectMany(parameter => parameter.Gradient!.ToArray())], device.Allocator.Statistics.Peak);
    }

    private static Tensor Random(Device device, int batch, int height, int width)
    {
        float[] values = new float[batch * 3 * height * width];
        new RandomStream(5, 1).FillUniform(values, -1, 1);
        return Tensor.FromHost(device, new Shape(batch, 3, height, width), values);
    }
}
