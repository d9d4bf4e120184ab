using ILComicGAN.Engine;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Networks.Modules;
using ILComicGAN.Networks.Onnx;

namespace ILComicGAN.Networks.Layers;

/// <summary>
/// x + project(depthwise(expand(x))): a 1×1 convolution to twice the channels, a depthwise 3×3, and a 1×1 back without
/// activation, each normalized by LIN (Fig. 3; after AnimeGANv2's inverted residual block).
/// </summary>
public sealed class InvertedResidualBlock : Module, IStage
{
    private const int Expansion = 2;

    private readonly int _channels;
    private readonly ConvBlock _expand;
    private readonly ConvBlock _depthwise;
    private readonly ConvBlock _project;

    /// <summary>Creates the block.</summary>
    /// <param name="parameters">Makes the parameters.</param>
    /// <param name="channels">C, in and out.</param>
    /// <param name="rule">The normalizations' rule.</param>
    /// <param name="depthwiseBias">Whether the depthwise convolution has a bias, as LWComicGAN's total asks for.</param>
    /// <param name="slope">Of the activations for negative values; 1 makes the block smooth.</param>
    public InvertedResidualBlock(
        ParameterFactory parameters, int channels, LinRule rule, bool depthwiseBias, double slope = LeakyRelu.Slope)
    {
        _channels = channels;
        int wide = channels * Expansion;
        _expand = Child("expand", new ConvBlock(parameters, channels, wide, 1, rule, slope: slope));
        _depthwise = Child(
            "depthwise", new ConvBlock(parameters, wide, wide, 3, rule, groups: wide, bias: depthwiseBias, slope: slope));
        _project = Child("project", new ConvBlock(parameters, wide, channels, 1, rule, activated: false));
    }

    /// <inheritdoc/>
    public int OutChannels => _channels;

    /// <inheritdoc/>
    public int Reach => _expand.Reach + _depthwise.Reach + _project.Reach;

    /// <summary>[N, C, H, W] → the same shape.</summary>
    public Tensor Forward(Tensor x)
    {
        using TensorScope scope = new(passGraphOn: true);
        return scope.Keep(x + _project.Forward(_depthwise.Forward(_expand.Forward(x))));
    }

    /// <inheritdoc/>
    public string Export(NetworkGraph graph, string x) =>
        graph.Node("Add", Path, [x, _project.Export(graph, _depthwise.Export(graph, _expand.Export(graph, x)))]);

    /// <inheritdoc/>
    public LayerSummary Describe(string name, int height, int width)
    {
        long multiplyAdds = new[] { _expand, _depthwise, _project }.Sum(block => block.Describe("", height, width).MultiplyAdds);
        return new LayerSummary(
            name,
            $"x + (1×1 ×{Expansion}, depthwise 3×3, 1×1)",
            $"{_channels}→{_channels}",
            height,
            width,
            ParameterCount,
            multiplyAdds);
    }
}
