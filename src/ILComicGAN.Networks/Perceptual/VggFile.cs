using ILComicGAN.Engine.Devices;
using ILComicGAN.Networks.Modules;
using ILComicGAN.Weights;

namespace ILComicGAN.Networks.Perceptual;

/// <summary>VGG-19 from the weight files that people have.</summary>
public static class VggFile
{
    /// <summary>Loads the layers up to <paramref name="layer"/>; whatever else is in the file does no harm.</summary>
    /// <param name="file">Open, or read.</param>
    /// <param name="device">Where the network is to be.</param>
    /// <param name="layer">Whose output is the features.</param>
    /// <param name="say">Gets sentences on which names and preprocessing were taken, and warnings.</param>
    /// <exception cref="WeightFormatException">It is no VGG-19, or not all of it.</exception>
    /// <exception cref="ArgumentException">There is no such layer.</exception>
    public static Vgg19 Load(WeightFile file, Device device, VggLayer layer, Action<string>? say = null)
    {
        if (VggNames.Recognize(file) is not var (names, prefix))
        {
            throw new WeightFormatException(
                $"The weights '{file.Path}' do not fit VGG-19: no tensor is named as {string.Join(", ", VggNames.Known.Select(known =>
                    $"{known.Source} does ({known.NameOf("features.0.weight").Name})"))}.");
        }

        VggPreprocessing preprocessing = names.PreprocessingOf(file);
        Vgg19 network = new(ParameterFactory.Unfilled(device), layer, preprocessing);
        try
        {
            network.Load(network.Name, file, _ => true, name => names.NameOf(name, prefix), say);
        }
        catch
        {
            network.Dispose();
            throw;
        }

        say?.Invoke($"VGG-19 from '{file.Path}' ({file.Format}, named as {names.Source}): pictures are given as {Text(preprocessing)}.");
        return network;
    }

    /// <summary>
    /// A recognized file's convolutions under the network's own names and in its order of axes, with its preprocessing in
    /// the metadata; null if it is no VGG-19. It needs <paramref name="file"/> to stay open.
    /// </summary>
    public static (IReadOnlyList<WeightTensor> Tensors, IReadOnlyDictionary<string, string> Metadata)? Rename(WeightFile file)
    {
        if (VggNames.Recognize(file) is not var (names, prefix))
        {
            return null;
        }

        List<WeightTensor> tensors = [];
        foreach (string ours in VggNames.Ours)
        {
            TensorPlace place = names.NameOf(ours, prefix);
            if (file.TryGet(place.Name, out WeightTensor? tensor))
            {
                tensors.Add(place.Axes.Length == tensor!.Shape.Count ? tensor.As(ours, place.Axes) : tensor.As(ours));
            }
        }

        return (tensors, new Dictionary<string, string>(file.Metadata)
        {
            ["network"] = "VGG-19",
            [VggNames.PreprocessingKey] = names.PreprocessingOf(file).ToString(),
        });
    }

    private static string Text(VggPreprocessing preprocessing) => preprocessing switch
    {
        VggPreprocessing.Torchvision => "RGB in [0, 1] less ImageNet's mean, over its deviation (torchvision)",
        _ => "BGR in [0, 255] less ImageNet's mean (Caffe)",
    };
}
