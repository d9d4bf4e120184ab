namespace ILComicGAN.Tests.Shared;

/// <summary>How far results are from what is expected.</summary>
internal static class Numeric
{
    /// <summary>‖a − b‖ / ‖b‖ over all elements.</summary>
    public static double RelativeError(IReadOnlyList<float> actual, IReadOnlyList<float> expected)
    {
        Assert.That(actual, Has.Count.EqualTo(expected.Count));
        (double difference, double size) = (0, 0);
        for (int i = 0; i < expected.Count; i++)
        {
            difference += Math.Pow((double)actual[i] - expected[i], 2);
            size += Math.Pow(expected[i], 2);
        }

        return Math.Sqrt(difference / size);
    }
}
