using ILComicGAN.Networks.Losses;
using ILComicGAN.Training.Runs;

namespace ILComicGAN.Training.Checkpoints;

/// <summary>The mean of a measure over the steps so far, and over about the last <see cref="Window"/> once there are more.</summary>
/// <param name="Of">What is measured.</param>
/// <param name="Mean">The mean.</param>
/// <param name="Count">Steps in it, at most <see cref="Window"/>.</param>
public readonly record struct RunningMeasure(BestMeasure Of, double Mean = 0, int Count = 0)
{
    /// <summary>Steps that a mean needs before it is compared with others.</summary>
    public const int Window = 100;

    /// <summary>The mean, once it covers enough steps to be compared.</summary>
    public double? Value => Count >= Window ? Mean : null;

    /// <summary>The mean with one more step; a step without such losses changes nothing.</summary>
    public RunningMeasure With(StepReport report, LossWeights weights)
    {
        double? value = Of switch
        {
            BestMeasure.Style => report[GrayStyleLoss.Key],
            BestMeasure.Distance => report[LossSeries.CriticReal] - report[LossSeries.CriticFake],
            BestMeasure.Losses => LossTerms.All.Where(term => !term.IsMeasuredByCritic)
                .Select(term => weights[term.Name] * report[term.Name]).Aggregate((sum, term) => sum + term),
            _ => null,
        };
        if (value is not { } now || report[GrayStyleLoss.Key] is null)
        {
            return this;
        }

        int count = Math.Min(Window, Count + 1);
        return this with { Mean = Mean + ((now - Mean) / count), Count = count };
    }
}
