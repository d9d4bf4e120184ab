namespace ILComicGAN.Engine.Contract;

/// <summary>The sizes of a resampling of planes.</summary>
/// <param name="Planes">N·C.</param>
/// <param name="InHeight">Height before.</param>
/// <param name="InWidth">Width before.</param>
/// <param name="OutHeight">Height after.</param>
/// <param name="OutWidth">Width after.</param>
/// <param name="Mode">How values between pixels are found.</param>
public readonly record struct ResizeShape(
    int Planes, int InHeight, int InWidth, int OutHeight, int OutWidth, ResizeMode Mode);
