namespace ILComicGAN.Networks.Modules;

/// <summary>A network that can tell, layer by layer, what it is made of.</summary>
public interface INetwork
{
    /// <summary>The network's name.</summary>
    string Name { get; }

    /// <summary>Its layers for an input of the given size.</summary>
    IReadOnlyList<LayerSummary> Describe(int height, int width);
}
