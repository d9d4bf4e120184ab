namespace ILComicGAN.GpuCheck;

/// <summary>What the program returns.</summary>
internal static class ExitCode
{
    public const int Right = 0, Wrong = 1, Usage = 2;
}
