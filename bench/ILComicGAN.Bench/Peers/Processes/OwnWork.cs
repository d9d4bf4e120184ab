using ILComicGAN.Engine;
using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Networks.Critic;
using ILComicGAN.Networks.Generators;
using ILComicGAN.Networks.Layers;
using ILComicGAN.Networks.Losses;
using ILComicGAN.Networks.Modules;
using ILComicGAN.Networks.Perceptual;
using ILComicGAN.Training;
using ILComicGAN.Training.Optimization;
using ILComicGAN.Weights;

namespace ILComicGAN.Bench.Peers.Processes;

/// <summary>A case on our cpu device.</summary>
internal sealed class OwnWork : IPeerWork
{
    private readonly CpuDevice _device;
    private readonly WeightFile _file;
    private readonly List<IDisposable> _owned = [];
    private readonly Func<Tensor> _compute;

    private OwnWork(PeerRequest request, int threads)
    {
        _device = CpuDevice.Create(threads);
        _file = WeightFile.Read(request.File);
        _compute = Enum.Parse<Operation>(request.Operation, ignoreCase: true) switch
        {
            Operation.Generator => Generator(Enum.Parse<LinRule>(request.Form)),
            Operation.Vgg => Vgg(),
            Operation.Train => Train(request.Form == "recompute"),
            Operation.Critic => Critic(request.Form == "penalty"),
            Operation.Convolution => Convolution(request.Form, request.Sizes),
            Operation.Normalization => Normalization(Enum.Parse<LinRule>(request.Form), request.Sizes[1]),
            Operation.Resize => Resize(Enum.Parse<ResizeMode>(request.Form, ignoreCase: true)),
            _ => throw new BenchException($"There is no operation '{request.Operation}'."),
        };
    }

    public static OwnWork Create(PeerRequest request, int threads) => new(request, threads);

    public void Run()
    {
        using TensorScope scope = new();
        _compute();
        _device.Synchronize();
    }

    public double Value()
    {
        using TensorScope scope = new();
        return _compute().ToArray().Average(value => Math.Abs((double)value));
    }

    public void Dispose()
    {
        foreach (IDisposable owned in _owned)
        {
            owned.Dispose();
        }

        _device.Dispose();
    }

    private Func<Tensor> Generator(LinRule rule)
    {
        LwComicGanGenerator generator = Load(new LwComicGanGenerator(new ParameterFactory(_device, 0), rule), "generator.");
        generator.Freeze();
        Tensor photo = Input("photo");
        return () => WithoutGradients(() =>
        {
            using AccuracyScope accuracy = new(ConvolutionAccuracy.Relaxed);
            return generator.Forward(photo);
        });
    }

    private Func<Tensor> Vgg()
    {
        Vgg19 vgg = Load(new Vgg19(new ParameterFactory(_device, 0), VggLayer.Default), "vgg.");
        Tensor photo = Input("photo");
        return () =>
        {
            Tensor pictures = photo.AsLeaf();
            return Gradients.Of(Functional.Sum(vgg.Forward(pictures)), [pictures])[0];
        };
    }

    private Func<Tensor> Train(bool recompute)
    {
        LwComicGan system = new(_device, new TrainingSettings { Recompute = recompute }, new Vgg19(new ParameterFactory(_device, 0), VggLayer.Default));
        _owned.Add(system);
        Fill(system.Generator, "generator.");
        Fill(system.Critic, "critic.");
        Fill(system.Perceptual, "vgg.");
        (Tensor photo, Tensor style, Tensor epsilon) = (Input("photo"), Input("style"), Input("epsilon"));
        return () => AdversarialStep.Run(system, photo, style, epsilon).Critic.Total;
    }

    private Func<Tensor> Critic(bool penalty)
    {
        Discriminator critic = Load(new Discriminator(new ParameterFactory(_device, 0)), "critic.");
        Training.Optimization.Adam optimizer = new(critic, 1.6e-4);
        _owned.Add(optimizer);
        (Tensor fake, Tensor style, Tensor epsilon) = (Input("photo"), Input("style"), Input("epsilon"));
        int batch = fake.Shape[0];
        return () =>
        {
            Tensor loss;
            if (penalty)
            {
                loss = WassersteinLoss.OfCritic(critic, fake, style, epsilon, lambda: 10).Total;
            }
            else
            {
                Tensor scores = critic.Forward(Functional.Concat(0, fake, style), training: true);
                loss = Functional.Mean(Functional.Slice(scores, 0, 0, batch)) - Functional.Mean(Functional.Slice(scores, 0, batch, batch));
            }

            Gradients.Backward(loss);
            optimizer.Step();
            return loss;
        };
    }

    private Func<Tensor> Convolution(string form, int[] s)
    {
        Conv2dShape shape = new(s[0], s[1], s[2], s[3], s[4], s[5], s[5], s[6], s[5] / 2, s[7]);
        (Tensor x, Tensor w, Tensor g) = (Input("x"), Input("w"), Input("g"));
        return form switch
        {
            "forward" => () => WithoutGradients(() => Functional.Conv2d(x, w, stride: shape.Stride, padding: shape.Padding, groups: shape.Groups)),
            "input" => () =>
            {
                Tensor gx = Tensor.Empty(_device, x.Shape);
                _device.Execute(new Conv2dInputGradient(g.Buffer, w.Buffer, gx.Buffer, shape));
                return gx;
            },
            _ => () =>
            {
                Tensor gw = Tensor.Empty(_device, w.Shape);
                _device.Execute(new Conv2dWeightGradient(new ConvolutionInput(x.Buffer), g.Buffer, gw.Buffer, shape));
                return gw;
            },
        };
    }

    private Func<Tensor> Normalization(LinRule rule, int channels)
    {
        Lin lin = Load(new Lin(new ParameterFactory(_device, 0), channels, rule, slope: 0.2), "");
        Tensor x = Input("x");
        return () => WithoutGradients(() => lin.Forward(x));
    }

    private Func<Tensor> Resize(ResizeMode mode)
    {
        Tensor x = Input("x");
        return () => WithoutGradients(() => Functional.Resize(x, 2 * x.Shape[2], 2 * x.Shape[3], mode));
    }

    private static Tensor WithoutGradients(Func<Tensor> compute)
    {
        using Pause pause = GradientRecording.Pause();
        return compute();
    }

    private T Load<T>(T module, string prefix)
        where T : Module
    {
        _owned.Add(module);
        Fill(module, prefix);
        return module;
    }

    private void Fill(Module module, string prefix)
    {
        foreach ((string name, Parameter parameter) in module.State)
        {
            parameter.Load(Read(prefix + name).Values);
        }
    }

    private Tensor Input(string name)
    {
        WeightTensor tensor = Read(name);
        Tensor input = Tensor.FromHost(_device, new Shape([.. tensor.Shape]), tensor.Values);
        _owned.Add(input);
        return input;
    }

    private WeightTensor Read(string name) =>
        _file.TryGet(name, out WeightTensor? tensor) ? tensor! : throw new BenchException($"'{_file.Path}' has no tensor '{name}'.");
}
