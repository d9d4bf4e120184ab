using ILComicGAN.Engine;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Networks.Modules;
using ILComicGAN.Networks.Onnx;

namespace ILComicGAN.Networks.Layers;

/// <summary>x + (3×3, IN, LeakyReLU, 3×3, IN): CartoonGAN's residual block.</summary>
public sealed class ResidualBlock : Module, IStage
{
    private readonly ConvBlock _first;
    private readonly ConvBlock _second;
    private readonly int _channels;

    /// <summary>Creates the block.</summary>
    public ResidualBlock(ParameterFactory parameters, int channels)
    {
        _channels = channels;
        _first = Child("0", new ConvBlock(parameters, channels, channels, 3, LinRule.Instance));
        _second = Child("1", new ConvBlock(parameters, channels, channels, 3, LinRule.Instance, activated: false));
    }

    /// <inheritdoc/>
    public int OutChannels => _channels;

    /// <inheritdoc/>
    public int Reach => _first.Reach + _second.Reach;

    /// <summary>[N, C, H, W] → the same shape.</summary>
    public Tensor Forward(Tensor x)
    {
        using TensorScope scope = new(passGraphOn: true);
        return scope.Keep(x + _second.Forward(_first.Forward(x)));
    }

    /// <inheritdoc/>
    public string Export(NetworkGraph graph, string x) =>
        graph.Node("Add", Path, [x, _second.Export(graph, _first.Export(graph, x))]);

    /// <inheritdoc/>
    public LayerSummary Describe(string name, int height, int width) => new(
        name,
        "x + (3×3, 3×3)",
        $"{_channels}→{_channels}",
        height,
        width,
        ParameterCount,
        2 * _first.Describe("", height, width).MultiplyAdds);
}
