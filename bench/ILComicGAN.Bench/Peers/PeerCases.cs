using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Networks.Generators;
using ILComicGAN.Networks.Layers;
using ILComicGAN.Networks.Modules;
using ILComicGAN.Networks.Perceptual;

namespace ILComicGAN.Bench.Peers;

/// <summary>All cases.</summary>
internal static class PeerCases
{
    public const string PyTorch = "pytorch";
    public const string OnnxRuntime = "onnxruntime";

    public static IReadOnlyList<PeerCase> All { get; } = [.. Create()];

    private static IEnumerable<PeerCase> Create()
    {
        // The paper's rule has the targets; the others show what the shipped weights and plain instance normalization cost.
        yield return Generator("generator-256", LinRule.PerLayer, 256, 256, pytorch: 2.5, onnx: 2);
        yield return Generator("generator-256-blend", LinRule.Blend, 256, 256);
        yield return Generator("generator-256-instance", LinRule.Instance, 256, 256);
        yield return Generator("generator-720p", LinRule.PerLayer, 720, 1280, pytorch: 5, onnx: 2.5) with { Rounds = 3 };
        yield return new PeerCase("vgg19-conv4_4", Operation.Vgg, "", [1, 256, 256], Torch(1.5))
        {
            Rounds = 5,
            FloatingPoint = 2 * FloatingPoint(device => new Vgg19(new ParameterFactory(device, 0), VggLayer.Default)),
        };
        yield return new PeerCase("training-step", Operation.Train, "", [4, 256, 256], Torch(2)) { Rounds = 3, MemoryTarget = 0.6 };
        yield return new PeerCase("training-step-recompute", Operation.Train, "recompute", [4, 256, 256], Torch()) { Rounds = 3 };
        yield return new PeerCase("training-step-64", Operation.Train, "", [1, 64, 64], Torch()) { Rounds = 5 };

        // As the generator (b, c) and VGG-19 (512) have them; 512 also with the batch of training.
        foreach (PeerCase convolution in new IEnumerable<PeerCase>[]
        {
            Forms("conv3x3-64", 1.5, 1, 64, 256, 64, 3),
            Forms("conv3x3-128", 1.5, 1, 128, 128, 128, 3),
            Forms("conv3x3-256", 1.5, 1, 256, 64, 256, 3),
            Forms("conv3x3-512", 1.5, 1, 512, 32, 512, 3),
            Forms("conv3x3-512-batch4", 1.5, 4, 512, 32, 512, 3),
            Forms("conv3x3-64-128-stride2", double.NaN, 1, 64, 256, 128, 3, stride: 2),
            Forms("conv1x1-256-512", double.NaN, 1, 256, 64, 512, 1),
            Forms("conv7x7-3-64", 2, 1, 3, 256, 64, 7),
            Forms("conv7x7-64-3", 2, 1, 64, 256, 3, 7),
            Forms("depthwise3x3", 2, 1, 512, 64, 512, 3, groups: 512),
        }.SelectMany(forms => forms))
        {
            yield return convolution;
        }

        foreach ((string name, LinRule rule) in new[] { ("instance", LinRule.Instance), ("perlayer", LinRule.PerLayer), ("blend", LinRule.Blend) })
        {
            yield return new PeerCase($"normalization-{name}", Operation.Normalization, rule.ToString(), [1, 64, 256, 256], Torch(2))
            {
                Bytes = 2.0 * sizeof(float) * 64 * 256 * 256,
            };
        }

        foreach (ResizeMode mode in Enum.GetValues<ResizeMode>())
        {
            yield return new PeerCase($"resize-{Lower(mode)}", Operation.Resize, Lower(mode), [1, 128, 128, 128], Torch(2))
            {
                Bytes = 5.0 * sizeof(float) * 128 * 128 * 128,
            };
        }
    }

    private static PeerCase Generator(
        string name, LinRule rule, int height, int width, double pytorch = double.NaN, double onnx = double.NaN) =>
        new(name, Operation.Generator, rule.ToString(), [1, height, width], new Dictionary<string, double> { [PyTorch] = pytorch, [OnnxRuntime] = onnx })
        {
            FloatingPoint = FloatingPoint(device => new LwComicGanGenerator(new ParameterFactory(device, 0)), height, width),
        };

    private static IEnumerable<PeerCase> Forms(
        string name, double target, int batch, int inChannels, int side, int outChannels, int kernel, int stride = 1, int groups = 1)
    {
        Conv2dShape shape = new(batch, inChannels, side, side, outChannels, kernel, kernel, stride, kernel / 2, groups);
        int[] sizes = [batch, inChannels, side, side, outChannels, kernel, stride, groups];
        double bytes = sizeof(float) * (double)batch * ((inChannels * side * side) + (outChannels * shape.OutHeight * shape.OutWidth));
        PeerCase forward = new(name, Operation.Convolution, "forward", sizes, Torch(target))
        {
            FloatingPoint = groups == 1 ? shape.FloatingPointOperations : 0,
            Bytes = groups == 1 ? 0 : bytes,
        };
        yield return forward;
        foreach (string form in new[] { "input", "weight" })
        {
            yield return forward with { Name = $"{name}-{form}-gradient", Form = form, Targets = Torch() };
        }
    }

    private static Dictionary<string, double> Torch(double target = double.NaN) => new() { [PyTorch] = target };

    private static double FloatingPoint<T>(Func<CpuDevice, T> create, int height = 256, int width = 256)
        where T : Module, INetwork
    {
        using CpuDevice device = CpuDevice.Create(1);
        using T network = create(device);
        return 2.0 * network.Describe(height, width).Sum(layer => layer.MultiplyAdds);
    }

    private static string Lower<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
