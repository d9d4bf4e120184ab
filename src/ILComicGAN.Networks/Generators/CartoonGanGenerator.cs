using ILComicGAN.Engine.Contract;
using ILComicGAN.Networks.Layers;
using ILComicGAN.Networks.Modules;

namespace ILComicGAN.Networks.Generators;

/// <summary>
/// CartoonGAN's generator by its paper's layout: 11,124,352 parameters, and 12,253,152 with the critic. The 13,253,452
/// that Table III prints differs from the second by two digits and is probably a slip.
/// </summary>
public sealed class CartoonGanGenerator : Generator
{
    /// <summary>What weight files call it.</summary>
    public const string NetworkName = "CartoonGAN";

    /// <summary>The total that Table III prints.</summary>
    public const long PublishedParameterCount = 13_253_452;

    /// <summary>Creates the generator with random weights.</summary>
    public CartoonGanGenerator(ParameterFactory parameters)
    {
        Then("flat", new ConvBlock(parameters, 3, 64, 7, LinRule.Instance));
        Then("down.0", new ConvPairBlock(parameters, 64, 128, stride: 2));
        Then("down.1", new ConvPairBlock(parameters, 128, 256, stride: 2));
        for (int i = 1; i <= 8; i++)
        {
            Then($"r.{i}", new ResidualBlock(parameters, 256));
        }

        Then("up.0", Double(256, 128));
        Then("up.1", Double(128, 64));
        Then("out", new OutputBlock(parameters, 64, 7));

        ResizeBlock<ConvPairBlock> Double(int inChannels, int outChannels) =>
            new(new ConvPairBlock(parameters, inChannels, outChannels, stride: 1), enlarge: true, ResizeMode.Nearest);
    }

    /// <inheritdoc/>
    public override string Name => NetworkName;
}
