namespace ILComicGAN.Tests.Shared;

/// <summary>How far results are from what is expected.</summary>
internal static class Numeric
{
    /// <summary>‖a − b‖ / ‖b‖ over all elements.</summary>
    public static double RelativeError(IReadOnlyList<float> actual, IReadOnlyList<float> expected)
    {
        Assert.That(actual, Has.Count.EqualTo(expected.Count));
        return Norm(actual.Zip(expected, (a, b) => (double)a - b)) / Norm(expected);
    }

    /// <summary>‖a‖.</summary>
    public static double Norm(IEnumerable<float> values) => Norm(values.Select(value => (double)value));

    /// <summary>‖a‖.</summary>
    public static double Norm(IEnumerable<double> values) => Math.Sqrt(values.Sum(value => value * value));
}
