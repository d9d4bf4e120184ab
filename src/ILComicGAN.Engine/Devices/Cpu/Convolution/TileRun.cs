namespace ILComicGAN.Engine.Devices.Cpu.Convolution;

/// <summary>Tiles side by side in one row of a picture, among those of one vector.</summary>
/// <param name="Lane">Where the first of them is in the vector.</param>
/// <param name="Count">How many they are.</param>
/// <param name="First">Where the first of them is in the picture.</param>
internal readonly record struct TileRun(int Lane, int Count, TileGrid.Place First);
