using ILComicGAN.Engine;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Networks.Modules;
using ILComicGAN.Networks.Onnx;

namespace ILComicGAN.Networks.Layers;

/// <summary>One convolution to three channels and tanh: the picture in [−1, 1].</summary>
public sealed class OutputBlock : Module, IStage
{
    /// <summary>The first pictures are gray: weights of full size would begin where tanh is flat and learns nothing.</summary>
    private const double InitialScale = 0.1;

    private readonly Convolution _convolution;

    /// <summary>Creates the block.</summary>
    public OutputBlock(ParameterFactory parameters, int inChannels, int kernel) =>
        _convolution = Child("conv", new Convolution(parameters, inChannels, 3, kernel, initialScale: InitialScale));

    /// <inheritdoc/>
    public int OutChannels => _convolution.OutChannels;

    /// <inheritdoc/>
    public int Reach => _convolution.Reach;

    /// <summary>[N, C, H, W] → [N, 3, H, W].</summary>
    public Tensor Forward(Tensor x)
    {
        using TensorScope scope = new(passGraphOn: true);
        return scope.Keep(Functional.Tanh(_convolution.Forward(x)));
    }

    /// <inheritdoc/>
    public string Export(NetworkGraph graph, string x) => graph.Node("Tanh", Path, [_convolution.Export(graph, x)]);

    /// <inheritdoc/>
    public LayerSummary Describe(string name, int height, int width) => new(
        name,
        $"conv {_convolution.Kernel}×{_convolution.Kernel}, tanh",
        $"{_convolution.InChannels}→3",
        height,
        width,
        ParameterCount,
        _convolution.MultiplyAdds(height, width));
}
