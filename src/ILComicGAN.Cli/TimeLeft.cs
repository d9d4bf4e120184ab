using System.Globalization;

namespace ILComicGAN.Cli;

/// <summary>How long something still takes, as people say it.</summary>
internal static class TimeLeft
{
    /// <summary>“4:10 left”, “2:04:10 left”, “3 d 2:04:10 left”.</summary>
    public static string Text(TimeSpan time) => time switch
    {
        { Days: > 0 } => string.Create(CultureInfo.InvariantCulture, $"{time.Days} d {time:h\\:mm\\:ss} left"),
        { Hours: > 0 } => string.Create(CultureInfo.InvariantCulture, $"{time:h\\:mm\\:ss} left"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time:m\\:ss} left"),
    };
}
