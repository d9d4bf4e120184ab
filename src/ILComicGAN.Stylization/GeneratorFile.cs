using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Networks.Generators;
using ILComicGAN.Networks.Layers;
using ILComicGAN.Networks.Modules;
using ILComicGAN.Weights;

namespace ILComicGAN.Stylization;

/// <summary>Generators in weight files: which settings of the network belong to the weights is in the metadata.</summary>
public static class GeneratorFile
{
    private const string RuleKey = "lin";
    private const string EnlargeKey = "enlarge";
    private const string NetworkKey = "network";

    /// <summary>Reads a generator onto a device. A file without metadata gets the settings that its tensors suggest.</summary>
    /// <param name="path">The file.</param>
    /// <param name="device">Where the network is to be.</param>
    /// <param name="warn">Gets a sentence if some values are NaN or infinite.</param>
    /// <exception cref="WeightFormatException">The file cannot be read or holds another network.</exception>
    public static Generator Load(string path, Device device, Action<string>? warn = null)
    {
        using WeightFile file = WeightFile.Open(path);
        return Load(file, device, warn);
    }

    /// <summary>The generator of a weight file on a device; LWComicGAN unless the metadata name another.</summary>
    /// <param name="file">Open, or read.</param>
    /// <param name="device">Where the network is to be.</param>
    /// <param name="warn">Gets a sentence if some values are NaN or infinite.</param>
    /// <exception cref="WeightFormatException">The file holds another network.</exception>
    public static Generator Load(WeightFile file, Device device, Action<string>? warn = null)
    {
        Generator generator = Create(file, ParameterFactory.Unfilled(device));
        try
        {
            generator.Load(generator.Name, file, warn: warn);
            generator.Freeze();
            return generator;
        }
        catch
        {
            generator.Dispose();
            throw;
        }
    }

    /// <summary>Writes a generator with its settings and further facts.</summary>
    /// <param name="generator">The network.</param>
    /// <param name="path">A .safetensors file, replaced in one step.</param>
    /// <param name="facts">More metadata: training, license.</param>
    /// <param name="type">How numbers are stored.</param>
    public static void Save(
        Generator generator,
        string path,
        IReadOnlyDictionary<string, string>? facts = null,
        WeightType type = WeightType.Float32) =>
        Safetensors.Write(path, generator.State.ToWeights(), Metadata(generator, facts), type);

    /// <summary>Writes a generator as an ONNX model for pictures of any size, with the same metadata.</summary>
    /// <param name="generator">The network.</param>
    /// <param name="path">An .onnx file, replaced in one step.</param>
    /// <param name="facts">More metadata: training, license.</param>
    public static void ExportOnnx(Generator generator, string path, IReadOnlyDictionary<string, string>? facts = null) =>
        generator.ToOnnx().Write(path, Metadata(generator, facts));

    private static Generator Create(WeightFile file, ParameterFactory parameters)
    {
        switch (file.Metadata.GetValueOrDefault(NetworkKey, LwComicGanGenerator.NetworkName))
        {
            case AnimeGanGenerator.NetworkName:
                return new AnimeGanGenerator(parameters);
            case CartoonGanGenerator.NetworkName:
                return new CartoonGanGenerator(parameters);
        }

        LinRule rule = file.Tensors.Any(tensor => tensor.Name.EndsWith(".norm.rho", StringComparison.Ordinal))
            ? LinRule.Blend
            : LinRule.PerLayer;
        return new LwComicGanGenerator(
            parameters, Setting(file, RuleKey, rule), Setting(file, EnlargeKey, ResizeMode.Nearest));
    }

    private static Dictionary<string, string> Metadata(Generator generator, IReadOnlyDictionary<string, string>? facts)
    {
        Dictionary<string, string> metadata = new(facts ?? new Dictionary<string, string>()) { [NetworkKey] = generator.Name };
        if (generator is LwComicGanGenerator own)
        {
            metadata[RuleKey] = own.Rule.ToString();
            metadata[EnlargeKey] = own.Enlarge.ToString();
        }

        return metadata;
    }

    private static T Setting<T>(WeightFile file, string key, T otherwise)
        where T : struct, Enum =>
        !file.Metadata.TryGetValue(key, out string? value) ? otherwise
        : Enum.TryParse(value, out T parsed) && Enum.IsDefined(parsed) ? parsed
        : throw new WeightFormatException(
            $"'{file.Path}' has the unknown setting {key} = '{value}'; known are {string.Join(", ", Enum.GetNames<T>())}.");
}
