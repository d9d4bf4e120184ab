using ILComicGAN.Networks.Onnx;

namespace ILComicGAN.Networks.Layers;

// ONNX has instance normalization only; the other rules are composed. Means are taken by GlobalAveragePool, even of
// squares that are made for it: runtimes compute it at the memory's speed, and the reductions over axes at a third of it.
public sealed partial class Lin
{
    private static readonly long[] s_channels = [1];

    /// <summary>Adds the layer to an ONNX graph.</summary>
    internal string Export(NetworkGraph graph, string x)
    {
        string normalized = Rule switch
        {
            LinRule.Instance => graph.Node(
                "InstanceNormalization", Path, [x, graph.Weight(_gamma), graph.Weight(_beta)], ("epsilon", (float)_epsilon)),
            LinRule.PerElement => ExportPerElement(graph, Moments(graph, x)),
            _ => ExportPerSample(graph, Moments(graph, x)),
        };
        return graph.LeakyRelu(normalized, Path, _slope);
    }

    /// <summary>
    /// Whatever the share of instance normalization, one scale and one offset per sample and channel:
    /// y = s·(x − μ_I) + t with s = γ·(ρ/σ_I + (1 − ρ)/σ_L) and t = β + γ·(1 − ρ)·(μ_I − μ_L)/σ_L.
    /// </summary>
    private string ExportPerSample(NetworkGraph graph, OnnxMoments m)
    {
        string rho = Rule == LinRule.Blend
            ? Op(graph, "Clip", graph.PerChannel(_rho!, Path), graph.Floats(0), graph.Floats(1))
            : Chosen(graph, m);
        string gamma = graph.PerChannel(_gamma, Path);
        string ofInstance = Op(graph, "Mul", rho, Reciprocal(graph, m.InstanceVariance));
        string ofLayer = Op(graph, "Mul", Op(graph, "Sub", graph.Floats(1), rho), Reciprocal(graph, m.LayerVariance));
        string scale = Op(graph, "Mul", gamma, Op(graph, "Add", ofInstance, ofLayer));
        string offset = Op(
            graph,
            "Add",
            graph.PerChannel(_beta, Path),
            Op(graph, "Mul", gamma, Op(graph, "Mul", ofLayer, m.Shift)));
        return Op(graph, "Add", Op(graph, "Mul", m.Centered, scale), offset);
    }

    /// <summary>1 for the samples whose mean |α_I| is not below their mean |α_L| (Eq. 7) [N, 1, 1, 1].</summary>
    private string Chosen(NetworkGraph graph, OnnxMoments m)
    {
        string instance = Op(graph, "Div", MeanMagnitude(graph, m.Centered), WithEpsilon(graph, m.InstanceVariance));
        string layer = Op(graph, "Div", MeanMagnitude(graph, Op(graph, "Add", m.Centered, m.Shift)), WithEpsilon(graph, m.LayerVariance));
        string chosen = Op(graph, "GreaterOrEqual", ChannelMean(graph, instance), ChannelMean(graph, layer));
        return graph.Node("Cast", Path, [chosen], ("to", 1L));
    }

    private string ExportPerElement(NetworkGraph graph, OnnxMoments m)
    {
        string fromLayer = Op(graph, "Add", m.Centered, m.Shift);
        string chosen = Op(
            graph,
            "GreaterOrEqual",
            Op(graph, "Div", m.Centered, WithEpsilon(graph, m.InstanceVariance)),
            Op(graph, "Div", fromLayer, WithEpsilon(graph, m.LayerVariance)));
        string normalized = Op(
            graph,
            "Where",
            chosen,
            Op(graph, "Mul", m.Centered, Reciprocal(graph, m.InstanceVariance)),
            Op(graph, "Mul", fromLayer, Reciprocal(graph, m.LayerVariance)));
        return Op(graph, "Add", Op(graph, "Mul", normalized, graph.PerChannel(_gamma, Path)), graph.PerChannel(_beta, Path));
    }

    private OnnxMoments Moments(NetworkGraph graph, string x)
    {
        string mean = Op(graph, "GlobalAveragePool", x);
        string centered = Op(graph, "Sub", x, mean);
        string variance = Op(graph, "GlobalAveragePool", Op(graph, "Mul", centered, centered));
        string shift = Op(graph, "Sub", mean, ChannelMean(graph, mean));

        // The variance of all is the mean of the channels' variances and the variance of their means.
        string layerVariance = ChannelMean(graph, Op(graph, "Add", variance, Op(graph, "Mul", shift, shift)));
        return new OnnxMoments(centered, shift, variance, layerVariance);
    }

    private string MeanMagnitude(NetworkGraph graph, string x) => Op(graph, "GlobalAveragePool", Op(graph, "Abs", x));

    private string ChannelMean(NetworkGraph graph, string x) => graph.Node("ReduceMean", Path, [x], ("axes", s_channels));

    private string WithEpsilon(NetworkGraph graph, string variance) => Op(graph, "Add", variance, graph.Floats((float)_epsilon));

    private string Reciprocal(NetworkGraph graph, string variance) =>
        Op(graph, "Reciprocal", Op(graph, "Sqrt", WithEpsilon(graph, variance)));

    private string Op(NetworkGraph graph, string operation, params string[] inputs) => graph.Node(operation, Path, inputs);

}
