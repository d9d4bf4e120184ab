namespace ILComicGAN.Weights;

/// <summary>What the values of a tensor are like.</summary>
/// <param name="Mean">Of the values that are finite.</param>
/// <param name="Deviation">Their standard deviation.</param>
/// <param name="Smallest">Of them; 0 if there are none.</param>
/// <param name="Largest">Of them.</param>
/// <param name="NotANumber">How many are NaN.</param>
/// <param name="Infinite">How many are infinite.</param>
public readonly record struct TensorStatistics(
    double Mean, double Deviation, float Smallest, float Largest, long NotANumber, long Infinite)
{
    /// <summary>Looks at all values once.</summary>
    public static TensorStatistics Of(ReadOnlySpan<float> values)
    {
        (double sum, double squares) = (0, 0);
        (float smallest, float largest) = (float.PositiveInfinity, float.NegativeInfinity);
        (long notANumber, long infinite) = (0, 0);
        foreach (float value in values)
        {
            if (float.IsFinite(value))
            {
                sum += value;
                squares += (double)value * value;
                smallest = Math.Min(smallest, value);
                largest = Math.Max(largest, value);
            }
            else if (float.IsNaN(value))
            {
                notANumber++;
            }
            else
            {
                infinite++;
            }
        }

        long finite = values.Length - notANumber - infinite;
        if (finite == 0)
        {
            return new TensorStatistics(0, 0, 0, 0, notANumber, infinite);
        }

        double mean = sum / finite;
        return new TensorStatistics(
            mean, Math.Sqrt(Math.Max(0, (squares / finite) - (mean * mean))), smallest, largest, notANumber, infinite);
    }
}
