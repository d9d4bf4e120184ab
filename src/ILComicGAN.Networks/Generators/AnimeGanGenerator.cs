using ILComicGAN.Engine.Contract;
using ILComicGAN.Networks.Layers;
using ILComicGAN.Networks.Modules;

namespace ILComicGAN.Networks.Generators;

/// <summary>
/// AnimeGAN's generator, whose total of 3,956,096 is exact from its published source and proves the way of counting.
/// </summary>
public sealed class AnimeGanGenerator : Generator
{
    /// <summary>What weight files call it.</summary>
    public const string NetworkName = "AnimeGAN";

    /// <summary>The total that Table III prints.</summary>
    public const long PublishedParameterCount = 3_956_096;

    /// <summary>Creates the generator with random weights.</summary>
    public AnimeGanGenerator(ParameterFactory parameters)
    {
        Then("b1.0", Block(3, 64));
        Then("b1.1", Block(64, 64));
        Then("b1", Halve(64, 128, "2", "3"));
        Then("b2.0", Block(128, 128));
        Then("b2.1", new SeparableBlock(parameters, 128, 128));
        Then("b2", Halve(128, 256, "2", "3"));
        Then("m.0", Block(256, 256));
        for (int i = 1; i <= 8; i++)
        {
            Then($"m.{i}", new InvertedResidualBlock(parameters, 256, LinRule.Instance, depthwiseBias: false));
        }

        Then("m.9", Block(256, 256));
        Then("u2.0", Double(256, 128));
        Then("u2.1", new SeparableBlock(parameters, 128, 128));
        Then("u2.2", Block(128, 128));
        Then("u1.0", Double(128, 128));
        Then("u1.1", Block(128, 64));
        Then("u1.2", Block(64, 64));
        Then("out", new OutputBlock(parameters, 64, 1));

        ConvBlock Block(int inChannels, int outChannels) =>
            new(parameters, inChannels, outChannels, 3, LinRule.Instance);

        SumBlock Halve(int inChannels, int outChannels, string strided, string resized) => SumBlock.Create(
            strided,
            new SeparableBlock(parameters, inChannels, outChannels, stride: 2),
            resized,
            new ResizeBlock<SeparableBlock>(
                new SeparableBlock(parameters, inChannels, outChannels), enlarge: false, ResizeMode.Bilinear));

        ResizeBlock<SeparableBlock> Double(int inChannels, int outChannels) => new(
            new SeparableBlock(parameters, inChannels, outChannels), enlarge: true, ResizeMode.Bilinear);
    }

    /// <inheritdoc/>
    public override string Name => NetworkName;
}
