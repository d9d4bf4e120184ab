namespace ILComicGAN.Engine.Devices;

/// <summary>
/// The statistics that a normalization will ask of a convolution's result, so that they can be taken while it is written.
/// </summary>
/// <param name="Kind">Which.</param>
/// <param name="Epsilon">ε.</param>
public readonly record struct WantedStatistics(NormalizationKind Kind, double Epsilon);
