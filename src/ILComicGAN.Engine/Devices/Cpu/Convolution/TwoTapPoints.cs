namespace ILComicGAN.Engine.Devices.Cpu.Convolution;

/// <summary>
/// The points of F(6×6, 2×2). Convolutions that see only a quarter of the 3×3 kernel's neighbors apart are made of these: those
/// of an enlarged picture, and those with a stride of 2. Of the points tried, from 1/4 to 5/2, these have the least error, and
/// they and their squares are exact.
/// </summary>
internal readonly struct TwoTapPoints : IWinogradPoints
{
    public static int Taps => 2;

    public static float A => 0.25f;

    public static float B => 0.875f;

    public static float C => 1.75f;
}
