using ILComicGAN.Engine.Devices;
using ILComicGAN.Networks.Modules;
using ILComicGAN.Networks.Perceptual;
using ILComicGAN.Weights;

namespace ILComicGAN.Training;

/// <summary>Makes the VGG-19 that measures content and style.</summary>
public static class PerceptualNetwork
{
    /// <summary>The seed of random features: the same network in every run.</summary>
    private const ulong RandomSeed = 19;

    /// <summary>From a weight file of any source that <see cref="VggNames"/> knows.</summary>
    /// <param name="path">The file.</param>
    /// <param name="device">Where the network is to be.</param>
    /// <param name="layer">Whose output is the features.</param>
    /// <param name="say">Gets sentences on what was found in the file.</param>
    /// <exception cref="WeightFormatException">The file is not a VGG-19.</exception>
    public static Vgg19 FromFile(string path, Device device, VggLayer layer, Action<string>? say = null)
    {
        using WeightFile file = WeightFile.Open(path);
        return VggFile.Load(file, device, layer, say);
    }

    /// <summary>
    /// Orthogonal random weights: features that keep structure but know no objects. For trying out without the file;
    /// the pictures are of lower quality.
    /// </summary>
    public static Vgg19 Random(Device device, VggLayer layer)
    {
        ParameterFactory parameters = new(device, RandomSeed);
        Vgg19 network = new(parameters, layer);
        network.InitializeOrthogonal(parameters);
        return network;
    }
}
