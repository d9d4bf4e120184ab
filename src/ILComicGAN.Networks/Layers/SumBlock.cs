using ILComicGAN.Engine;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Networks.Modules;
using ILComicGAN.Networks.Onnx;

namespace ILComicGAN.Networks.Layers;

/// <summary>The sum of two blocks of the same input, AnimeGAN's way of halving a picture.</summary>
public sealed class SumBlock : Module, IStage
{
    private readonly IStage _first;
    private readonly IStage _second;

    private SumBlock(IStage first, IStage second) => (_first, _second) = (first, second);

    /// <summary>Creates the sum of two named blocks.</summary>
    public static SumBlock Create<TFirst, TSecond>(string firstName, TFirst first, string secondName, TSecond second)
        where TFirst : Module, IStage
        where TSecond : Module, IStage
    {
        SumBlock block = new(first, second);
        block.Child(firstName, first);
        block.Child(secondName, second);
        return block;
    }

    /// <inheritdoc/>
    public int OutChannels => _first.OutChannels;

    /// <inheritdoc/>
    public int Reach => Math.Max(_first.Reach, _second.Reach);

    /// <summary>first(x) + second(x).</summary>
    public Tensor Forward(Tensor x)
    {
        using TensorScope scope = new(passGraphOn: true);
        return scope.Keep(_first.Forward(x) + _second.Forward(x));
    }

    /// <inheritdoc/>
    public string Export(NetworkGraph graph, string x) =>
        graph.Node("Add", Path, [_first.Export(graph, x), _second.Export(graph, x)]);

    /// <inheritdoc/>
    public LayerSummary Describe(string name, int height, int width)
    {
        LayerSummary first = _first.Describe(name, height, width);
        LayerSummary second = _second.Describe(name, height, width);
        return first with
        {
            Kind = $"({first.Kind}) + ({second.Kind})",
            Parameters = ParameterCount,
            MultiplyAdds = first.MultiplyAdds + second.MultiplyAdds,
        };
    }
}
