using System.Globalization;

namespace ILComicGAN.Files;

/// <summary>Sizes as people write them.</summary>
public static class MemorySize
{
    private static readonly (string Unit, double Bytes)[] s_units =
    [
        ("GiB", 1L << 30), ("MiB", 1L << 20), ("KiB", 1L << 10), ("GB", 1e9), ("MB", 1e6), ("KB", 1e3),
    ];

    /// <summary>Bytes of “4GB” (10⁹) or “3.5 GiB” (2³⁰); null if it is none.</summary>
    public static long? Parse(string text)
    {
        foreach ((string unit, double bytes) in s_units)
        {
            if (text.EndsWith(unit, StringComparison.OrdinalIgnoreCase))
            {
                return double.TryParse(text[..^unit.Length].Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
                    && number > 0 && number * bytes < long.MaxValue
                        ? (long)(number * bytes)
                        : null;
            }
        }

        return null;
    }

    /// <summary>“3.21 GB”.</summary>
    public static string Format(double bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:F2} GB");
}
