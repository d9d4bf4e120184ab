using ILComicGAN.Engine;
using ILComicGAN.Networks.Layers;
using ILComicGAN.Networks.Modules;
using ILComicGAN.Weights;
using ILComicGAN.Weights.Onnx;

namespace ILComicGAN.Networks.Onnx;

/// <summary>The ONNX graph of a network, whose weights keep the names that they have in weight files.</summary>
public sealed class NetworkGraph : OnnxGraph
{
    private readonly Dictionary<Parameter, string> _names;

    internal NetworkGraph(Module network, string name)
        : base(name) =>
        _names = network.State.ToDictionary(entry => entry.Parameter, entry => entry.Name);

    /// <summary>Adds a parameter of the network.</summary>
    /// <returns>Its name.</returns>
    internal string Weight(Parameter parameter) =>
        Weight(new WeightTensor(_names[parameter], parameter.Shape.ToArray(), parameter.ToArray()));

    /// <summary>Adds a parameter [C] and a view of it [1, C, 1, 1], which repeats over samples and pixels.</summary>
    internal string PerChannel(Parameter parameter, string layer) =>
        Node("Reshape", layer, [Weight(parameter), Integers(1, parameter.Shape[0], 1, 1)]);

    /// <summary>LeakyReLU; nothing for a slope of 1.</summary>
    internal string LeakyRelu(string x, string layer, double slope) =>
        slope == 1 ? x : Node("LeakyRelu", layer, [x], ("alpha", (float)slope));
}
