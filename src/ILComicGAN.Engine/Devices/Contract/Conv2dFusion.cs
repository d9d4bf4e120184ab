namespace ILComicGAN.Engine.Devices;

/// <summary>The normalizations before and after a convolution, of which neither has to be a pass of its own.</summary>
/// <param name="Input">Applied to the input where it is read, inside its border: zeros around it stay zeros. Or null.</param>
/// <param name="Statistics">Taken of the result, activation included, while it is written. Or null.</param>
public readonly record struct Conv2dFusion(PendingNormalization? Input, StatisticsTarget? Statistics);
