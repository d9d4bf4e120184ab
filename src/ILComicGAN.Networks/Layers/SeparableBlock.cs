using ILComicGAN.Engine;
using ILComicGAN.Networks.Modules;
using ILComicGAN.Networks.Onnx;

namespace ILComicGAN.Networks.Layers;

/// <summary>
/// A depthwise 3×3 and a 1×1 convolution with nothing between, instance normalization (ε = 1e-6), LeakyReLU: AnimeGAN's
/// separable layer. With stride 2 it pads below and on the right only.
/// </summary>
public sealed class SeparableBlock : Module, IStage
{
    private readonly Convolution _depthwise;
    private readonly Convolution _pointwise;
    private readonly Lin _normalization;

    /// <summary>Creates the block.</summary>
    /// <param name="parameters">Makes the parameters.</param>
    /// <param name="inChannels">C_in.</param>
    /// <param name="outChannels">C_out.</param>
    /// <param name="stride">1 or 2.</param>
    public SeparableBlock(ParameterFactory parameters, int inChannels, int outChannels, int stride = 1)
    {
        Padding padding = stride == 1 ? Padding.Reflect : Padding.ReflectBottomRight;
        _depthwise = Child(
            "depthwise",
            new Convolution(parameters, inChannels, inChannels, 3, stride, groups: inChannels, padding: padding));
        _pointwise = Child("pointwise", new Convolution(parameters, inChannels, outChannels, 1));
        _normalization = Child("norm", new Lin(parameters, outChannels, LinRule.Instance, LeakyRelu.Slope, 1e-6));
    }

    /// <inheritdoc/>
    public int OutChannels => _pointwise.OutChannels;

    /// <inheritdoc/>
    public int Reach => _depthwise.Reach + (_depthwise.Stride * _pointwise.Reach);

    /// <summary>[N, C_in, H, W] → [N, C_out, H/stride, W/stride].</summary>
    public Tensor Forward(Tensor x)
    {
        using TensorScope scope = new(passGraphOn: true);
        return scope.Keep(_normalization.Forward(_pointwise.Forward(_depthwise.Forward(x))));
    }

    /// <inheritdoc/>
    public string Export(NetworkGraph graph, string x) =>
        _normalization.Export(graph, _pointwise.Export(graph, _depthwise.Export(graph, x)));

    /// <inheritdoc/>
    public LayerSummary Describe(string name, int height, int width)
    {
        (int h, int w) = (_depthwise.OutSize(height), _depthwise.OutSize(width));
        return new LayerSummary(
            name,
            $"separable 3×3{(h == height ? "" : " stride 2")}, IN, LeakyReLU",
            $"{_depthwise.InChannels}→{_pointwise.OutChannels}",
            h,
            w,
            ParameterCount,
            _depthwise.MultiplyAdds(h, w) + _pointwise.MultiplyAdds(h, w));
    }
}
