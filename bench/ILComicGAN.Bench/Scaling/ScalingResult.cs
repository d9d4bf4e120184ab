namespace ILComicGAN.Bench.Scaling;

/// <summary>One line of what the scaling measurements gave; as JSON, one object of the array.</summary>
/// <param name="Case">The measurement.</param>
/// <param name="What">Which of its values.</param>
/// <param name="Value">The value.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="AtLeast">What it should be at least; null for no such bound.</param>
/// <param name="AtMost">What it should be at most; null for no such bound.</param>
internal sealed record ScalingResult(
    string Case, string What, double Value, string Unit, double? AtLeast = null, double? AtMost = null)
{
    /// <summary>Whether the bounds are kept; null without any.</summary>
    public bool? Met => AtLeast is null && AtMost is null ? null : !(Value < AtLeast) && !(Value > AtMost);
}
