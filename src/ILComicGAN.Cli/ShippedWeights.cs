using ILComicGAN.Weights;

namespace ILComicGAN.Cli;

/// <summary>The generator that comes with the program.</summary>
internal static class ShippedWeights
{
    private const string Name = "lwcomicgan.safetensors";

    /// <summary>Its file, beside the program.</summary>
    /// <exception cref="WeightFormatException">It is not there.</exception>
    public static string Find()
    {
        string path = Path.Combine(AppContext.BaseDirectory, "weights", Name);
        return File.Exists(path)
            ? path
            : throw new WeightFormatException($"The weights that ship with the program are missing at '{path}'; name others with --weights.");
    }
}
