namespace ILComicGAN.GpuCheck.Entries;

/// <summary>Something that is right or wrong.</summary>
/// <param name="Name">What was compared.</param>
/// <param name="Right">Whether it is as it should be.</param>
/// <param name="Error">How far off it is; null where that is no number.</param>
/// <param name="Tolerance">How far off it may be.</param>
/// <param name="Text">More in words.</param>
internal sealed record Comparison(string Name, bool Right, double? Error = null, double? Tolerance = null, string? Text = null) : Entry(Name)
{
    /// <summary>Right where the error is a number within the tolerance.</summary>
    public static Comparison Within(string name, double error, double tolerance) =>
        new(name, error <= tolerance, double.IsFinite(error) ? error : null, tolerance, double.IsFinite(error) ? null : "the difference is not a finite number");
}
