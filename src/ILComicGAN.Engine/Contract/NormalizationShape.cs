namespace ILComicGAN.Engine.Contract;

/// <summary>The sizes of a normalization of x [N, C, S], S = H·W.</summary>
/// <param name="Batch">N.</param>
/// <param name="Channels">C.</param>
/// <param name="Spatial">S = H·W.</param>
public readonly record struct NormalizationShape(int Batch, int Channels, int Spatial);
