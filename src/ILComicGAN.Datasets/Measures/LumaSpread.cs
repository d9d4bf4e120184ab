namespace ILComicGAN.Datasets.Measures;

/// <summary>Mean and standard deviation of a gray picture, in steps of 255.</summary>
internal readonly record struct LumaSpread(double Mean, double Deviation)
{
    /// <summary>Below this deviation a picture shows nothing.</summary>
    private const double Flat = 6;

    /// <summary>Below this mean a picture is black, whatever small lights are in it.</summary>
    private const double Dark = 14;

    /// <summary>Whether next to nothing is lit.</summary>
    public bool IsBlack => Mean < Dark;

    /// <summary>Whether all is of one brightness.</summary>
    public bool IsUniform => Deviation < Flat;

    /// <summary>Measures a plane of bytes.</summary>
    public static LumaSpread Of(ReadOnlySpan<byte> gray)
    {
        (long sum, long squares) = (0, 0);
        foreach (byte value in gray)
        {
            sum += value;
            squares += value * value;
        }

        double mean = (double)sum / gray.Length;
        return new LumaSpread(mean, Math.Sqrt(Math.Max(0, ((double)squares / gray.Length) - (mean * mean))));
    }
}
