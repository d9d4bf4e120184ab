using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Networks.Critic;
using ILComicGAN.Networks.Generators;
using ILComicGAN.Networks.Layers;
using ILComicGAN.Networks.Perceptual;
using ILComicGAN.Weights;

namespace ILComicGAN.Networks.Modules;

/// <summary>How well a weight file fits one of the networks here.</summary>
/// <param name="Network">The network, with its variant.</param>
/// <param name="Names">Whose names the file uses, and what stands before them.</param>
/// <param name="Needed">Tensors that the network needs.</param>
/// <param name="Fit">The comparison.</param>
public sealed record NetworkFit(string Network, string Names, int Needed, WeightFit Fit)
{
    /// <summary>The fits of all networks of which the file has any tensor, the best first.</summary>
    public static IReadOnlyList<NetworkFit> Of(WeightFile file)
    {
        using CpuDevice device = CpuDevice.Create(threads: 1);
        // Only their shapes are looked at.
        ParameterFactory parameters = ParameterFactory.Unfilled(device);
        List<NetworkFit> fits = [];
        Add("LWComicGAN generator", new LwComicGanGenerator(parameters));
        Add("LWComicGAN generator with LIN blend", new LwComicGanGenerator(parameters, LinRule.Blend));
        Add("AnimeGAN generator", new AnimeGanGenerator(parameters));
        Add("CartoonGAN generator", new CartoonGanGenerator(parameters));
        Add("critic", new Discriminator(parameters));
        if (VggNames.Recognize(file) is var (names, prefix))
        {
            using Vgg19 vgg = new(parameters, new VggLayer("conv5_4"));
            WeightFit fit = vgg.FitOf(file, place: name => names.NameOf(name, prefix));
            fits.Add(new NetworkFit(
                $"VGG-19 up to {DeepestOf(file, names, prefix) ?? "no layer"}", Text(names.Source, prefix), vgg.State.Count(), fit));
        }

        return [.. fits.Where(fit => fit.Fit.Matching > 0)
            .OrderByDescending(fit => (double)fit.Fit.Matching / fit.Needed)
            .ThenBy(fit => fit.Fit.Misshapen.Count + fit.Fit.Unexpected.Count)];

        void Add(string network, Module module)
        {
            using (module)
            {
                string prefix = module.PrefixIn(file);
                fits.Add(new NetworkFit(
                    network, Text("our own", prefix), module.State.Count(), module.FitOf(file, place: name => new TensorPlace(prefix + name))));
            }
        }
    }

    /// <summary>The deepest layer that a file can serve: it and all before it are there.</summary>
    private static string? DeepestOf(WeightFile file, VggNames names, string prefix)
    {
        string? deepest = null;
        int number = 0;
        for (int block = 1; block <= Vgg19.Depths.Count; block++, number++)
        {
            for (int i = 1; i <= Vgg19.Depths[block - 1]; i++, number += 2)
            {
                if (!file.TryGet(names.NameOf($"features.{number}.weight", prefix).Name, out _)
                    || !file.TryGet(names.NameOf($"features.{number}.bias", prefix).Name, out _))
                {
                    return deepest;
                }

                deepest = $"conv{block}_{i}";
            }
        }

        return deepest;
    }

    private static string Text(string source, string prefix) => prefix.Length == 0 ? source : $"{source}, after '{prefix}'";
}
