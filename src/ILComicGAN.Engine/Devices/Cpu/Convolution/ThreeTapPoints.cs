namespace ILComicGAN.Engine.Devices.Cpu.Convolution;

/// <summary>
/// The points of F(6×6, 3×3), with 64 multiplications instead of 324 and four times the error of
/// <see cref="WinogradF4x3{TSimd, TVector}"/>. Of the points tried, from 1/4 to 5/2, none has less.
/// </summary>
internal readonly struct ThreeTapPoints : IWinogradPoints
{
    public static int Taps => 3;

    public static float A => 0.5f;

    public static float B => 1;

    public static float C => 2;
}
