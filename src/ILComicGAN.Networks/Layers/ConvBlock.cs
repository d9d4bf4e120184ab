using ILComicGAN.Engine;
using ILComicGAN.Networks.Modules;
using ILComicGAN.Networks.Onnx;

namespace ILComicGAN.Networks.Layers;

/// <summary>Convolution, LIN, LeakyReLU 0.2: the generators' ordinary layer.</summary>
public sealed class ConvBlock : Module, IStage
{
    private readonly Convolution _convolution;
    private readonly Lin _normalization;
    private readonly bool _activated;

    /// <summary>Creates the block.</summary>
    /// <param name="parameters">Makes the parameters.</param>
    /// <param name="inChannels">C_in.</param>
    /// <param name="outChannels">C_out.</param>
    /// <param name="kernel">Side of the kernel.</param>
    /// <param name="rule">The normalization's rule.</param>
    /// <param name="stride">Step.</param>
    /// <param name="groups">Groups of channels.</param>
    /// <param name="bias">Whether the convolution has one.</param>
    /// <param name="activated">Whether a LeakyReLU follows.</param>
    /// <param name="slope">Its slope for negative values; 1 makes the block smooth.</param>
    public ConvBlock(
        ParameterFactory parameters,
        int inChannels,
        int outChannels,
        int kernel,
        LinRule rule,
        int stride = 1,
        int groups = 1,
        bool bias = false,
        bool activated = true,
        double slope = LeakyRelu.Slope)
    {
        _activated = activated;
        _convolution = Child("conv", new Convolution(parameters, inChannels, outChannels, kernel, stride, groups, bias));
        _normalization = Child("norm", new Lin(parameters, outChannels, rule, activated ? slope : 1));
    }

    /// <inheritdoc/>
    public int OutChannels => _convolution.OutChannels;

    /// <inheritdoc/>
    public int Reach => _convolution.Reach;

    /// <summary>[N, C_in, H, W] → [N, C_out, ⌈H/stride⌉, ⌈W/stride⌉].</summary>
    public Tensor Forward(Tensor x)
    {
        using TensorScope scope = new(passGraphOn: true);
        return scope.Keep(_normalization.Forward(_convolution.Forward(x)));
    }

    /// <inheritdoc/>
    public string Export(NetworkGraph graph, string x) => _normalization.Export(graph, _convolution.Export(graph, x));

    /// <inheritdoc/>
    public LayerSummary Describe(string name, int height, int width)
    {
        (int h, int w) = (_convolution.OutSize(height), _convolution.OutSize(width));
        string size = $"{_convolution.Kernel}×{_convolution.Kernel}";
        string kind = h == height ? $"conv {size}" : $"conv {size} stride 2";
        return new LayerSummary(
            name,
            $"{kind}, {_normalization.Rule switch { LinRule.Instance => "IN", _ => "LIN" }}{(_activated ? ", LeakyReLU" : "")}",
            $"{_convolution.InChannels}→{_convolution.OutChannels}",
            h,
            w,
            ParameterCount,
            _convolution.MultiplyAdds(h, w));
    }
}
