using BenchmarkDotNet.Attributes;
using ILComicGAN.Engine;
using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Memory;
using ILComicGAN.Engine.Random;
using ILComicGAN.Networks.Critic;
using ILComicGAN.Networks.Generators;
using ILComicGAN.Networks.Losses;
using ILComicGAN.Networks.Modules;

namespace ILComicGAN.Bench.Micro;

/// <summary>What training adds: Adam over the generator's parameters, and the critic with its spectral norms, first and second order.</summary>
public class TrainingBenchmarks : DeviceBenchmark
{
    private const int Parameters = (int)LwComicGanGenerator.PublishedParameterCount;

    private DeviceBuffer _w = null!;
    private DeviceBuffer _g = null!;
    private DeviceBuffer _m = null!;
    private DeviceBuffer _v = null!;
    private Discriminator _critic = null!;
    private Tensor _tiny = null!;

    [Benchmark]
    public void Adam() => Device.Execute(new Adam(_w, _g, _m, _v, new AdamStep(1e-4, 0.5, 0.999, 1e-8, 10)));

    /// <summary>On a picture so small that the seven power iterations and σ's are most of it.</summary>
    [Benchmark]
    public void SpectralNorms()
    {
        using TensorScope scope = new();
        using Pause pause = GradientRecording.Pause();
        _critic.Forward(_tiny, training: true);
    }

    [Benchmark]
    public void SpectralNormsSecondOrder()
    {
        using TensorScope scope = new();
        Tensor epsilon = Tensor.Full(Device, new Shape(1, 1, 1, 1), 0.4);
        Gradients.Backward(WassersteinLoss.OfCritic(_critic, _tiny, _tiny * 0.5, epsilon, lambda: 10).Total);
        _critic.ClearGradients();
    }

    protected override void Prepare()
    {
        (_w, _g, _m, _v) = (Filled(Parameters), Filled(Parameters), Filled(Parameters), Filled(Parameters, 0));
        _critic = new Discriminator(new ParameterFactory(Device, 1));
        float[] values = new float[3 * 8 * 8];
        new Engine.Random.RandomStream(2, 1).FillUniform(values, -1, 1);
        _tiny = Tensor.FromHost(Device, new Shape(1, 3, 8, 8), values);
    }

    protected override void Release()
    {
        _tiny.Dispose();
        _critic.Dispose();
    }
}
