using ILComicGAN.Engine.Contract;
using ILComicGAN.Networks.Layers;
using ILComicGAN.Networks.Modules;

namespace ILComicGAN.Networks.Generators;

/// <summary>
/// LWComicGAN's generator (Section III.C, Fig. 2, Table III): 2,796,416 parameters. The layer table is a
/// reconstruction: the paper gives the total and the kinds of layers, and this regular layout meets both.
/// </summary>
public sealed class LwComicGanGenerator : Generator
{
    /// <summary>What weight files call it.</summary>
    public const string NetworkName = "LWComicGAN";

    /// <summary>The total that Table III prints.</summary>
    public const long PublishedParameterCount = 2_796_416;

    /// <summary>Creates the generator with random weights.</summary>
    /// <param name="parameters">Makes the parameters.</param>
    /// <param name="rule">How LIN chooses; <see cref="LinRule.Blend"/> adds one ρ per channel to the parameters.</param>
    /// <param name="enlarge">How pictures are enlarged before a convolution.</param>
    /// <param name="slope">Of the activations for negative values; 1 makes the generator smooth.</param>
    public LwComicGanGenerator(
        ParameterFactory parameters,
        LinRule rule = LinRule.PerLayer,
        ResizeMode enlarge = ResizeMode.Nearest,
        double slope = LeakyRelu.Slope)
    {
        (Rule, Enlarge) = (rule, enlarge);
        Then("a.0", new ConvBlock(parameters, 3, 64, 7, rule, slope: slope));
        Then("a.1", new ConvBlock(parameters, 64, 64, 3, rule, slope: slope));
        Then("b.0", new ConvBlock(parameters, 64, 128, 3, rule, stride: 2, slope: slope));
        Then("b.1", new ConvBlock(parameters, 128, 128, 3, rule, slope: slope));
        Then("c.0", new ConvBlock(parameters, 128, 256, 3, rule, stride: 2, slope: slope));
        Then("c.1", new ConvBlock(parameters, 256, 256, 3, rule, slope: slope));
        for (int i = 1; i <= 4; i++)
        {
            Then($"r.{i}", new InvertedResidualBlock(parameters, 256, rule, depthwiseBias: true, slope));
        }

        Then("d.0", new ResizeBlock<ConvBlock>(new ConvBlock(parameters, 256, 128, 3, rule, slope: slope), enlarge: true, enlarge));
        Then("d.1", new ConvBlock(parameters, 128, 128, 3, rule, slope: slope));
        Then("e.0", new ResizeBlock<ConvBlock>(new ConvBlock(parameters, 128, 64, 3, rule, slope: slope), enlarge: true, enlarge));
        Then("e.1", new ConvBlock(parameters, 64, 64, 3, rule, slope: slope));
        Then("out", new OutputBlock(parameters, 64, 7));
    }

    /// <inheritdoc/>
    public override string Name => NetworkName;

    /// <summary>How LIN chooses.</summary>
    public LinRule Rule { get; }

    /// <summary>How pictures are enlarged.</summary>
    public ResizeMode Enlarge { get; }
}
