namespace ILComicGAN.Cli;

/// <summary>What the program returns.</summary>
internal static class ExitCode
{
    /// <summary>All done.</summary>
    public const int Success = 0;

    /// <summary>The work failed: a file, the disk, the memory.</summary>
    public const int Failure = 1;

    /// <summary>The command was used wrongly.</summary>
    public const int Usage = 2;
}
