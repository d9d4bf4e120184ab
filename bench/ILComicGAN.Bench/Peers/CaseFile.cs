using ILComicGAN.Engine;
using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Engine.Random;
using ILComicGAN.Networks.Critic;
using ILComicGAN.Networks.Generators;
using ILComicGAN.Networks.Layers;
using ILComicGAN.Networks.Modules;
using ILComicGAN.Networks.Perceptual;
using ILComicGAN.Training;
using ILComicGAN.Weights;

namespace ILComicGAN.Bench.Peers;

/// <summary>The weights and inputs of a case, the same for all who compute it, in a file.</summary>
internal static class CaseFile
{
    /// <summary>Writes the case's tensors and, for generators, the model beside them.</summary>
    public static void Write(PeerCase item, string path)
    {
        using CpuDevice device = CpuDevice.Create(1);
        Safetensors.Write(path, Tensors(item, device, path));
    }

    /// <summary>The ONNX model that belongs to the file.</summary>
    public static string ModelOf(string path) => Path.ChangeExtension(path, ".onnx");

    private static List<WeightTensor> Tensors(PeerCase item, CpuDevice device, string path)
    {
        int[] s = item.Sizes;
        switch (item.Operation)
        {
            case Operation.Generator:
                using (LwComicGanGenerator generator = new(new ParameterFactory(device, 1), Enum.Parse<LinRule>(item.Form)))
                {
                    generator.ToOnnx().Write(ModelOf(path), new Dictionary<string, string>());
                    return [.. generator.State.ToWeights("generator."), Picture("photo", s)];
                }

            case Operation.Vgg:
                using (Vgg19 vgg = new(new ParameterFactory(device, 3), VggLayer.Default))
                {
                    return [.. vgg.State.ToWeights("vgg."), Picture("photo", s)];
                }

            case Operation.Train:
                using (LwComicGan system = new(device, new TrainingSettings(), new Vgg19(new ParameterFactory(device, 3), VggLayer.Default)))
                {
                    return
                    [
                        .. system.Generator.State.ToWeights("generator."),
                        .. system.Critic.State.ToWeights("critic."),
                        .. system.Perceptual.State.ToWeights("vgg."),
                        Picture("photo", s),
                        Picture("style", s),
                        Uniform("epsilon", 0, 1, s[0], 1, 1, 1),
                    ];
                }

            case Operation.Critic:
                using (Discriminator critic = new(new ParameterFactory(device, 2)))
                {
                    return [.. critic.State.ToWeights("critic."), Picture("photo", s), Picture("style", s), Uniform("epsilon", 0, 1, s[0], 1, 1, 1)];
                }

            case Operation.Convolution:
                (int outHeight, int outWidth) = ((s[2] + s[6] - 1) / s[6], (s[3] + s[6] - 1) / s[6]);
                return
                [
                    Uniform("x", -1, 1, s[0], s[1], s[2], s[3]),
                    Uniform("w", -1, 1, s[4], s[1] / s[7], s[5], s[5]),
                    Uniform("g", -1, 1, s[0], s[4], outHeight, outWidth),
                ];

            case Operation.Normalization:
                return [Uniform("x", -1, 2, s), Uniform("weight", 0, 2, s[1]), Uniform("bias", -1, 1, s[1]), Uniform("rho", 0, 1, s[1])];

            default:
                return [Uniform("x", -1, 1, s)];
        }
    }

    private static WeightTensor Picture(string name, int[] sizes) => Uniform(name, -1, 1, sizes[0], 3, sizes[1], sizes[2]);

    private static WeightTensor Uniform(string name, float low, float high, params int[] shape)
    {
        float[] values = new float[new Shape(shape).Count];
        RandomStream.For(1, 2, name[0]).FillUniform(values, low, high);
        return new WeightTensor(name, shape, values);
    }
}
