namespace ILComicGAN.Networks.Modules;

/// <summary>One line of a network's table: what a layer is and what it costs.</summary>
/// <param name="Name">As in the names of its parameters.</param>
/// <param name="Kind">In words.</param>
/// <param name="Channels">“in→out”.</param>
/// <param name="Height">Output height for the picture that was asked about.</param>
/// <param name="Width">Output width.</param>
/// <param name="Parameters">Learnable scalars, γ and β included.</param>
/// <param name="MultiplyAdds">Multiply-adds of its convolutions for one picture.</param>
public sealed record LayerSummary(
    string Name, string Kind, string Channels, int Height, int Width, long Parameters, long MultiplyAdds);
