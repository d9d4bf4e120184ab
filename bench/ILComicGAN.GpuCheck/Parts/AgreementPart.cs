using ILComicGAN.Engine;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Engine.Random;
using ILComicGAN.GpuCheck.Entries;
using ILComicGAN.Imaging;
using ILComicGAN.Networks.Generators;
using ILComicGAN.Networks.Losses;
using ILComicGAN.Networks.Modules;
using ILComicGAN.Networks.Perceptual;
using ILComicGAN.Stylization;
using ILComicGAN.Training;

namespace ILComicGAN.GpuCheck.Parts;

/// <summary>
/// A picture, all gradients of a step and the losses of some steps, beside what the processor of the same machine computes of
/// the same weights without Winograd. (What the processor computes is checked against PyTorch's stored values by the goldens.)
/// </summary>
internal static class AgreementPart
{
    /// <summary>Float32 in another order; measured 2.5·10⁻⁶ on the PTX machine.</summary>
    private const double GradientTolerance = 1e-4;

    /// <summary>Of a network's whole gradient: a parameter that has less is measured by this much.</summary>
    private const double LeastShare = 1e-3;

    /// <summary>
    /// Which kinks of LeakyReLUs rounding crosses is chance, and moves losses by some 10⁻⁴. Adam makes large steps of small
    /// gradients: in the third step the processor's own two ways, with Winograd and without, are 4·10⁻³ apart.
    /// </summary>
    private const double FirstLossTolerance = 2e-3, LaterLossTolerance = 2e-2;

    /// <summary>Rounding operands to ten bits moves a picture by 2·10⁻³, and again by as much in another order.</summary>
    private const double TensorTolerance = 1e-2;

    private const int Steps = 3;

    public static void Run(PartContext context)
    {
        using Device cpu = CpuDevice.Create(precise: true);
        using Device device = context.Open();
        Stylize(context, cpu, device);
        GradientsAgree(context, cpu, device);
        if (context.Options.Small)
        {
            // A whole step takes minutes where no card is: that the comparison works is seen with the processor's other way.
            using Device other = CpuDevice.Create();
            StepsAgree(context, cpu, other, 16, 1);
            return;
        }

        StepsAgree(context, cpu, device, 64, Steps);
        foreach (Precision precision in new[] { Precision.TensorFloat32, Precision.Half })
        {
            if (context.TryOpen(precision) is { } tensorCores)
            {
                using (tensorCores)
                {
                    context.Add(Comparison.Within(
                        $"picture in {PartContext.Words(precision)}", Numeric.RelativeError(PictureOf(tensorCores), PictureOf(cpu)), TensorTolerance));
                }
            }
        }
    }

    /// <summary>The shipped weights and a photo, as <c>stylize</c> does it.</summary>
    private static void Stylize(PartContext context, Device cpu, Device device)
    {
        Picture photo = CarriedPhoto.Read();
        photo = context.Options.Small ? photo.Crop(40, 60, 24, 16) : photo;
        byte[][] results = [.. new[] { cpu, device }.Select(one =>
        {
            using Generator generator = GeneratorFile.Load(CheckOptions.Carried("comic.safetensors"), one);
            return new Stylizer(generator).Stylize(photo).Rgb.ToArray();
        })];
        int[] differences = [.. results[0].Zip(results[1], (a, b) => Math.Abs(a - b))];
        context.Add(new Comparison(
            $"stylized photo, {photo.Width}×{photo.Height}, levels of 255", differences.Max() <= 1, differences.Max(), 1, $"{differences.Count(d => d > 0)} of {differences.Length} values differ"));
    }

    /// <summary>
    /// Parameter by parameter, in networks without kinks: rounding cannot flip a gradient. Some parameters have none but rounding
    /// there, as what a normalization takes away again, so that none is measured by less than a share of its whole network's.
    /// </summary>
    private static void GradientsAgree(PartContext context, Device cpu, Device device)
    {
        int size = context.Options.Small ? 16 : 64;
        VggLayer layer = new("conv1_1");
        Dictionary<string, float[]> expected = TrainingStep.Compute(cpu, size, 1, layer);
        Dictionary<string, double> networks = expected.GroupBy(one => Network(one.Key)).ToDictionary(group => group.Key, group => Numeric.Norm(group.SelectMany(one => one.Value)));
        foreach ((string name, float[] values) in TrainingStep.Compute(device, size, 1, layer))
        {
            double norm = Math.Max(Numeric.Norm(expected[name]), LeastShare * networks[Network(name)]);
            context.Add(Comparison.Within($"without kinks: {name}", Numeric.Norm(values.Zip(expected[name], (a, b) => (double)a - b)) / norm, GradientTolerance));
        }

        static string Network(string name) => name.Split(" of ")[0];
    }

    /// <summary>The networks as they are, through Adam's updates.</summary>
    private static void StepsAgree(PartContext context, Device cpu, Device device, int size, int steps)
    {
        (string Name, double Value)[] expected = [.. Losses(cpu, size, steps)];
        foreach (((string name, double value), (_, double actual)) in expected.Zip(Losses(device, size, steps)))
        {
            context.Add(Comparison.Within(name, Math.Abs(actual - value) / Math.Max(1e-2, Math.Abs(value)), name.StartsWith("step 1:", StringComparison.Ordinal) ? FirstLossTolerance : LaterLossTolerance));
        }
    }

    private static IEnumerable<(string Name, double Value)> Losses(Device device, int size, int steps)
    {
        using LwComicGan system = new(device, new TrainingSettings(), new Vgg19(new ParameterFactory(device, 3), VggLayer.Default));
        for (int step = 1; step <= steps; step++)
        {
            using TensorScope scope = new();
            Tensor photo = TrainingStep.Picture(device, size, (ulong)(10 * step)), style = TrainingStep.Picture(device, size, (ulong)((10 * step) + 1));
            (CriticLoss critic, GeneratorLoss generator) = AdversarialStep.Run(system, photo, style, Tensor.FromHost(device, new Shape(1, 1, 1, 1), [0.3f]));
            yield return ($"step {step}: critic, fake", critic.Fake.Item());
            yield return ($"step {step}: critic, real", critic.Real.Item());
            yield return ($"step {step}: penalty", critic.Penalty.Item());
            foreach ((string name, Tensor term) in generator.Terms)
            {
                yield return ($"step {step}: {name}", term.Item());
            }
        }
    }

    private static float[] PictureOf(Device device)
    {
        using LwComicGanGenerator generator = new(new ParameterFactory(device, 1));
        using TensorScope scope = new();
        using Engine.Autograd.Pause pause = Engine.Autograd.GradientRecording.Pause();
        return generator.Forward(TrainingStep.Picture(device, 64, 1)).ToArray();
    }
}
