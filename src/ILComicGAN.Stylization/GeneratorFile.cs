using ILComicGAN.Engine.Devices;
using ILComicGAN.Networks;
using ILComicGAN.Weights;

namespace ILComicGAN.Stylization;

/// <summary>Generators in weight files: which settings of the network belong to the weights is in the metadata.</summary>
public static class GeneratorFile
{
    private const string RuleKey = "lin";
    private const string EnlargeKey = "enlarge";
    private const string NetworkKey = "network";

    /// <summary>Reads a generator onto a device. A file without metadata gets the settings that its tensors suggest.</summary>
    /// <exception cref="WeightFormatException">The file cannot be read or holds another network.</exception>
    public static LwComicGanGenerator Load(string path, Device device)
    {
        WeightFile file = WeightFile.Read(path);
        LinRule rule = file.Tensors.Any(tensor => tensor.Name.EndsWith(".norm.rho", StringComparison.Ordinal))
            ? LinRule.Blend
            : LinRule.PerLayer;
        ResizeMode enlarge = ResizeMode.Nearest;
        if (file.Metadata.TryGetValue(RuleKey, out string? ruleName))
        {
            rule = Parse<LinRule>(path, RuleKey, ruleName);
        }

        if (file.Metadata.TryGetValue(EnlargeKey, out string? enlargeName))
        {
            enlarge = Parse<ResizeMode>(path, EnlargeKey, enlargeName);
        }

        LwComicGanGenerator generator = new(new ParameterFactory(device, seed: 0), rule, enlarge);
        try
        {
            generator.Load(generator.Name, file);
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
    /// <param name="facts">More metadata: training, licence.</param>
    /// <param name="type">How numbers are stored.</param>
    public static void Save(
        LwComicGanGenerator generator,
        string path,
        IReadOnlyDictionary<string, string>? facts = null,
        WeightType type = WeightType.Float32)
    {
        Dictionary<string, string> metadata = new(facts ?? new Dictionary<string, string>())
        {
            [NetworkKey] = generator.Name,
            [RuleKey] = generator.Rule.ToString(),
            [EnlargeKey] = generator.Enlarge.ToString(),
        };
        Safetensors.Write(path, generator.State.ToWeights(), metadata, type);
    }

    private static T Parse<T>(string path, string key, string value)
        where T : struct, Enum =>
        Enum.TryParse(value, out T parsed) && Enum.IsDefined(parsed)
            ? parsed
            : throw new WeightFormatException(
                $"'{path}' has the unknown setting {key} = '{value}'; known are {string.Join(", ", Enum.GetNames<T>())}.");
}
