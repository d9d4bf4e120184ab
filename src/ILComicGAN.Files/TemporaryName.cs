namespace ILComicGAN.Files;

/// <summary>
/// Names of files and folders that are being written. They are short, whatever the final name: file systems allow 255 bytes,
/// which the final name may need for itself. Nobody else's files are called like this.
/// </summary>
public static class TemporaryName
{
    private const string Prefix = ".ilcomicgan-";
    private const string Suffix = ".tmp";
    private const int Digits = 16;

    /// <summary>A name that is not taken.</summary>
    public static string Create() => $"{Prefix}{Guid.NewGuid().ToString("N")[..Digits]}{Suffix}";

    /// <summary>Whether a file or folder of this name was left by a crash of this program.</summary>
    public static bool IsOurs(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length == Prefix.Length + Digits + Suffix.Length
            && name.StartsWith(Prefix, StringComparison.Ordinal)
            && name.EndsWith(Suffix, StringComparison.Ordinal)
            && name[Prefix.Length..^Suffix.Length].All(char.IsAsciiHexDigitLower);
    }
}
