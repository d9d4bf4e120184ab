using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Networks.Generators;
using ILComicGAN.Networks.Modules;
using ILComicGAN.Stylization;
using ILComicGAN.Weights;

namespace ILComicGAN.Tests.Shared;

/// <summary>A generator that has learned nothing, for what does not depend on the picture.</summary>
internal static class RandomWeights
{
    /// <summary>Writes it into a folder.</summary>
    /// <returns>The file.</returns>
    public static string Save(TemporaryFolder folder)
    {
        string file = folder.File("random.safetensors");
        using CpuDevice device = CpuDevice.Create();
        using LwComicGanGenerator generator = new(new ParameterFactory(device, 3));
        GeneratorFile.Save(generator, file, type: WeightType.Float16);
        return file;
    }
}
