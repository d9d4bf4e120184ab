using ILComicGAN.Engine;

namespace ILComicGAN.Networks;

/// <summary>One row of a network's layer table: a block with one input and one output.</summary>
public interface IStage
{
    /// <summary>The block's output.</summary>
    Tensor Forward(Tensor x);

    /// <summary>What the block is and costs, for an input of the given height and width.</summary>
    LayerSummary Describe(string name, int height, int width);
}
