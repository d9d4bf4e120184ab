namespace ILComicGAN.Engine.Devices.Cpu.Convolution;

/// <summary>Where, relative to a picture position, a convolution's kernel element reads.</summary>
/// <param name="Row">Rows below.</param>
/// <param name="Column">Columns to the right.</param>
internal readonly record struct Tap(int Row, int Column);
