namespace ILComicGAN.Engine.Devices;

/// <summary>The sizes and settings of a normalization of x [N, C, S], S = H·W.</summary>
/// <param name="Batch">N.</param>
/// <param name="Channels">C.</param>
/// <param name="Spatial">S = H·W.</param>
/// <param name="Epsilon">ε added to the biased variance.</param>
/// <param name="Slope">Slope of the LeakyReLU that follows the affine map; 1 for none.</param>
public readonly record struct NormalizationShape(
    int Batch, int Channels, int Spatial, double Epsilon, double Slope = 1);
