using ILComicGAN.Weights;

namespace ILComicGAN.Cli;

/// <summary>The generators that come with the program, by the name of their style.</summary>
internal static class ShippedWeights
{
    /// <summary>The style that is used if none is named.</summary>
    public const string Default = "comic";

    /// <summary>All styles.</summary>
    public static readonly string[] Styles = [Default, "soft", "ink"];

    /// <summary>A style's file, beside the program.</summary>
    /// <exception cref="WeightFormatException">It is not there.</exception>
    public static string Find(string style = Default)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "weights", style + ".safetensors");
        return File.Exists(path)
            ? path
            : throw new WeightFormatException($"The weights that ship with the program are missing at '{path}'; name others with --weights.");
    }
}
