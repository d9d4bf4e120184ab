namespace ILComicGAN.Engine.Devices.Cpu.Normalization;

/// <summary>What is known of a number of values: their mean and Σ (x − mean)².</summary>
internal readonly record struct Moments(double Count, double Mean, double Squared)
{
    /// <summary>Those of both together (Chan, Golub and LeVeque).</summary>
    public Moments And(in Moments other)
    {
        if (Count == 0)
        {
            return other;
        }

        double count = Count + other.Count;
        double apart = other.Mean - Mean;
        double share = other.Count / count;
        return new Moments(count, Mean + (apart * share), Squared + other.Squared + (apart * apart * Count * share));
    }
}
