using ILComicGAN.Engine;
using ILComicGAN.Networks.Modules;
using ILComicGAN.Networks.Onnx;

namespace ILComicGAN.Networks.Layers;

/// <summary>One row of a network's layer table: a block with one input and one output.</summary>
public interface IStage
{
    /// <summary>Channels of the block's output.</summary>
    int OutChannels { get; }

    /// <summary>
    /// By how many pixels of its input the block looks beyond a result's own place, at most; what the normalizations' statistics
    /// depend on does not count.
    /// </summary>
    int Reach { get; }

    /// <summary>The block's output.</summary>
    Tensor Forward(Tensor x);

    /// <summary>Adds the block to an ONNX graph.</summary>
    /// <param name="graph">The network's.</param>
    /// <param name="x">The name of the block's input.</param>
    /// <returns>The name of its output.</returns>
    string Export(NetworkGraph graph, string x);

    /// <summary>What the block is and costs, for an input of the given height and width.</summary>
    LayerSummary Describe(string name, int height, int width);
}
