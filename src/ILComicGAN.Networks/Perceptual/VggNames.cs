using System.Globalization;
using ILComicGAN.Networks.Layers;
using ILComicGAN.Weights;

namespace ILComicGAN.Networks.Perceptual;

/// <summary>
/// How one source of VGG-19 weights names its tensors, orders their axes, and expects pictures. In a pattern {b} is the
/// block (1 to 5), {c} the convolution in it, {n} torchvision's number of the layer, {k} the convolution's number of
/// sixteen, from 0.
/// </summary>
/// <param name="Source">For people.</param>
/// <param name="Weight">Pattern of a weight's name.</param>
/// <param name="Bias">Pattern of a bias' name.</param>
/// <param name="OutputLast">TensorFlow's HWIO instead of PyTorch's OIHW.</param>
/// <param name="Preprocessing">What the weights were trained with.</param>
public sealed record VggNames(string Source, string Weight, string Bias, bool OutputLast, VggPreprocessing Preprocessing)
{
    /// <summary>The metadata in which our own files say their preprocessing, whatever their names.</summary>
    public const string PreprocessingKey = "preprocessing";

    /// <summary>All sources that are known. A file's own prefix (“module.”, “model_weights/”) may stand before the names.</summary>
    public static IReadOnlyList<VggNames> Known { get; } =
    [
        new("torchvision", "features.{n}.weight", "features.{n}.bias", OutputLast: false, VggPreprocessing.Torchvision),
        new("Keras 1 (…_notop.h5)", "block{b}_conv{c}/block{b}_conv{c}_W_1:0", "block{b}_conv{c}/block{b}_conv{c}_b_1:0", true, VggPreprocessing.Caffe),
        new("Keras 2", "block{b}_conv{c}/block{b}_conv{c}/kernel:0", "block{b}_conv{c}/block{b}_conv{c}/bias:0", true, VggPreprocessing.Caffe),
        new("vgg19.npy", "conv{b}_{c}.0", "conv{b}_{c}.1", true, VggPreprocessing.Caffe),
        new("vgg19.npy with names", "conv{b}_{c}.weights", "conv{b}_{c}.biases", true, VggPreprocessing.Caffe),
        new("Keras variables", "block{b}_conv{c}/kernel:0", "block{b}_conv{c}/bias:0", true, VggPreprocessing.Caffe),
        new("Caffe, by PyTorch's axes", "conv{b}_{c}.weight", "conv{b}_{c}.bias", false, VggPreprocessing.Caffe),
        new("MXNet Gluon (ONNX model zoo)", "vgg0_conv{k}_weight", "vgg0_conv{k}_bias", false, VggPreprocessing.Torchvision),
    ];

    /// <summary>The network's own names of all its tensors.</summary>
    internal static IEnumerable<string> Ours =>
        Layers().SelectMany(layer => new[] { $"features.{layer.Number}.weight", $"features.{layer.Number}.bias" });

    /// <summary>The source that names most of a file's tensors, with the prefix that the file puts before its names.</summary>
    /// <returns>Null if none names any.</returns>
    public static (VggNames Names, string Prefix)? Recognize(WeightFile file)
    {
        (VggNames Names, string Prefix)? best = null;
        int most = 0;
        foreach (VggNames names in Known)
        {
            // The first layer's name, with something before it or nothing.
            string first = names.NameOf("features.0.weight").Name;
            foreach (WeightTensor tensor in file.Tensors.Where(tensor => tensor.Name.EndsWith(first, StringComparison.Ordinal)))
            {
                string prefix = tensor.Name[..^first.Length];
                int count = Layers().Count(layer => file.TryGet(prefix + names.NameOf($"features.{layer.Number}.weight").Name, out _));
                if ((prefix.Length == 0 || prefix[^1] is '.' or '/') && count > most)
                {
                    (best, most) = ((names, prefix), count);
                }
            }
        }

        return best;
    }

    /// <summary>Where this source keeps the tensor that the network calls “features.0.weight”.</summary>
    /// <param name="ours">The network's name of it.</param>
    /// <param name="prefix">What the file puts before its names.</param>
    public TensorPlace NameOf(string ours, string prefix = "")
    {
        // “features”, the layer's number, “weight” or “bias”.
        string[] parts = ours.Split('.');
        int number = int.Parse(parts[1], CultureInfo.InvariantCulture);
        (int block, int convolution, _, int index) = Layers().First(layer => layer.Number == number);
        bool isWeight = parts[2] == "weight";
        string name = (isWeight ? Weight : Bias)
            .Replace("{b}", Text(block), StringComparison.Ordinal)
            .Replace("{c}", Text(convolution), StringComparison.Ordinal)
            .Replace("{n}", Text(number), StringComparison.Ordinal)
            .Replace("{k}", Text(index), StringComparison.Ordinal);
        return isWeight && OutputLast ? new TensorPlace(prefix + name, 3, 2, 0, 1) : new TensorPlace(prefix + name);
    }

    /// <summary>The preprocessing for a file: what it says itself, or what this source does.</summary>
    /// <exception cref="WeightFormatException">It says something unknown.</exception>
    public VggPreprocessing PreprocessingOf(WeightFile file) =>
        !file.Metadata.TryGetValue(PreprocessingKey, out string? text) ? Preprocessing
        : Enum.TryParse(text, out VggPreprocessing said) && Enum.IsDefined(said) ? said
        : throw new WeightFormatException(
            $"'{file.Path}' has the unknown setting {PreprocessingKey} = '{text}'; known are {string.Join(", ", Enum.GetNames<VggPreprocessing>())}.");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<(int Block, int Convolution, int Number, int Index)> Layers()
    {
        (int number, int index) = (0, 0);
        for (int block = 1; block <= Vgg19.Depths.Count; block++, number++)
        {
            for (int convolution = 1; convolution <= Vgg19.Depths[block - 1]; convolution++, number += 2)
            {
                yield return (block, convolution, number, index++);
            }
        }
    }
}
