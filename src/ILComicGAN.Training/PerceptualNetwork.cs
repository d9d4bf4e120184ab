using ILComicGAN.Engine.Devices;
using ILComicGAN.Networks;
using ILComicGAN.Weights;

namespace ILComicGAN.Training;

/// <summary>Makes the VGG-19 that measures content and style.</summary>
public static class PerceptualNetwork
{
    /// <summary>The seed of random features: the same network in every run.</summary>
    private const ulong RandomSeed = 19;

    /// <summary>From a weight file with torchvision's names; its classifier, if there, is not needed.</summary>
    /// <exception cref="WeightFormatException">The file is not a VGG-19.</exception>
    public static Vgg19 FromFile(string path, Device device, VggLayer layer)
    {
        WeightFile file = WeightFile.Read(path);
        Vgg19 network = new(new ParameterFactory(device, RandomSeed), layer);
        try
        {
            network.Load(
                network.Name,
                file,
                name => name.StartsWith("classifier.", StringComparison.Ordinal)
                    || name.StartsWith("features.", StringComparison.Ordinal));
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
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
