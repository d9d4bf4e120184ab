using ILComicGAN.Engine;
using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Random;
using ILComicGAN.Networks.Critic;
using ILComicGAN.Networks.Generators;
using ILComicGAN.Networks.Losses;
using ILComicGAN.Networks.Modules;
using ILComicGAN.Networks.Perceptual;

namespace ILComicGAN.Tests.Shared;

/// <summary>A whole step of critic and generator from given weights, with all that it computes, for comparing devices.</summary>
internal static class TrainingStep
{
    /// <summary>The picture, the losses, and “critic's gradient of conv0.weight” for each parameter.</summary>
    /// <param name="device">Where.</param>
    /// <param name="size">Side of the pictures.</param>
    /// <param name="slope">Of all LeakyReLUs; 1 for networks without kinks, where no rounding can flip a gradient.</param>
    /// <param name="layer">Of the perceptual features.</param>
    public static Dictionary<string, float[]> Compute(Device device, int size, double slope, VggLayer layer)
    {
        // The same arithmetic on both, without Winograd: what that adds is bounded layer by layer in the contract suite.
        using AccuracyScope accuracy = new(ConvolutionAccuracy.Exact);
        using Vgg19 vgg = new(new ParameterFactory(device, 9), layer);
        using LwComicGanGenerator generator = new(new ParameterFactory(device, 1), slope: slope);
        using Discriminator critic = new(new ParameterFactory(device, 2), slope);
        using TensorScope scope = new();
        Tensor photo = Picture(device, size, 1), style = Picture(device, size, 2);
        Tensor fake = generator.Forward(photo);
        CriticLoss loss = WassersteinLoss.OfCritic(critic, fake.Detach(), style, Tensor.FromHost(device, new Shape(1, 1, 1, 1), [0.3f]), 10);
        Gradients.Backward(loss.Total);
        Dictionary<string, float[]> results = new()
        {
            ["picture"] = fake.ToArray(),
            ["critic's losses"] = [loss.Fake.Item(), loss.Real.Item(), loss.Penalty.Item(), loss.Total.Item()],
        };
        AddGradients(results, "critic", critic);
        critic.Freeze();
        GeneratorLoss generated = GeneratorLoss.Of(new LossInputs(fake, photo, style, vgg, critic), new LossWeights());
        Gradients.Backward(generated.Total);
        results.Add("generator's losses", [.. generated.Terms.Values.Append(generated.Total).Select(term => term.Item())]);
        AddGradients(results, "generator", generator);
        return results;
    }

    /// <summary>Noise of a picture's size.</summary>
    public static Tensor Picture(Device device, int size, ulong stream, double scale = 1) => Pictures(device, new Shape(1, 3, size, size), stream, scale);

    /// <summary>Noise of a batch's shape.</summary>
    public static Tensor Pictures(Device device, Shape shape, ulong stream, double scale = 1)
    {
        float[] values = new float[shape.Count];
        new RandomStream(5, stream).FillNormal(values, deviation: 0.4 * scale);
        return Tensor.FromHost(device, shape, values);
    }

    private static void AddGradients(Dictionary<string, float[]> results, string network, Module module)
    {
        foreach ((string name, Parameter parameter) in module.NamedParameters)
        {
            results.Add($"{network}'s gradient of {name}", parameter.Gradient!.ToArray());
        }
    }
}
