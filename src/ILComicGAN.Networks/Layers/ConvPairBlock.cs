using ILComicGAN.Engine;
using ILComicGAN.Networks.Modules;
using ILComicGAN.Networks.Onnx;

namespace ILComicGAN.Networks.Layers;

/// <summary>
/// Two 3×3 convolutions with one normalization and activation after the second: how CartoonGAN changes the resolution.
/// </summary>
public sealed class ConvPairBlock : Module, IStage
{
    private readonly Convolution _first;
    private readonly ConvBlock _second;

    /// <summary>Creates the pair; the first convolution changes channels and takes the stride.</summary>
    public ConvPairBlock(ParameterFactory parameters, int inChannels, int outChannels, int stride)
    {
        _first = Child("0", new Convolution(parameters, inChannels, outChannels, 3, stride));
        _second = Child("1", new ConvBlock(parameters, outChannels, outChannels, 3, LinRule.Instance));
    }

    /// <inheritdoc/>
    public int OutChannels => _second.OutChannels;

    /// <inheritdoc/>
    public int Reach => _first.Reach + (_first.Stride * _second.Reach);

    /// <summary>[N, C_in, H, W] → [N, C_out, H/stride, W/stride].</summary>
    public Tensor Forward(Tensor x)
    {
        using TensorScope scope = new(passGraphOn: true);
        return scope.Keep(_second.Forward(_first.Forward(x)));
    }

    /// <inheritdoc/>
    public string Export(NetworkGraph graph, string x) => _second.Export(graph, _first.Export(graph, x));

    /// <inheritdoc/>
    public LayerSummary Describe(string name, int height, int width)
    {
        (int h, int w) = (_first.OutSize(height), _first.OutSize(width));
        LayerSummary second = _second.Describe(name, h, w);
        return second with
        {
            Kind = $"conv 3×3{(h == height ? "" : " stride 2")}, {second.Kind}",
            Channels = $"{_first.InChannels}→{_first.OutChannels}",
            Parameters = ParameterCount,
            MultiplyAdds = _first.MultiplyAdds(h, w) + second.MultiplyAdds,
        };
    }
}
