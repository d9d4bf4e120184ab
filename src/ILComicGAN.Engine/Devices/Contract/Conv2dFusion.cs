namespace ILComicGAN.Engine.Devices;

/// <summary>The normalizations before and after a convolution, of which neither has to be a pass of its own, and what may be assumed.</summary>
/// <param name="Input">Applied to the input where it is read, inside its border: zeros around it stay zeros. Or null.</param>
/// <param name="Statistics">Taken of the result, activation included, while it is written. Or null.</param>
/// <param name="Frozen">
/// Whether the weights are not trained, nor anything through them: a device may keep what it makes of them for the next
/// picture, and take a way with larger rounding errors.
/// </param>
public readonly record struct Conv2dFusion(PendingNormalization? Input, StatisticsTarget? Statistics, bool Frozen = false);
