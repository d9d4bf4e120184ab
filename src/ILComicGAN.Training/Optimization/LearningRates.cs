namespace ILComicGAN.Training.Optimization;

/// <summary>
/// The learning rates of a run as functions of the step alone, so that a resumed run needs no memory of them. Each
/// phase begins with the warm-up, since each begins with an optimizer that knows nothing; the schedule is for the
/// adversarial phase.
/// </summary>
/// <param name="settings">Rates and schedule.</param>
/// <param name="startSteps">Steps of the start phase.</param>
/// <param name="totalSteps">Steps in all.</param>
internal sealed class LearningRates(TrainingSettings settings, int startSteps, int totalSteps)
{
    /// <summary>η of the generator in the step that follows <paramref name="done"/> steps.</summary>
    public double Generator(int done) => done < startSteps
        ? settings.StartLearningRate * WarmUp(done)
        : settings.GeneratorLearningRate * Factor(done - startSteps);

    /// <summary>η of the critic in the step that follows <paramref name="done"/> steps, of the adversarial phase.</summary>
    public double Critic(int done) => settings.CriticLearningRate * Factor(done - startSteps);

    /// <summary>From 1/W in the first step of a phase to 1 in step W.</summary>
    private double WarmUp(int done) => Math.Min(1, (done + 1.0) / Math.Max(1, settings.WarmUpSteps));

    private double Factor(int done)
    {
        double decay = settings.Schedule switch
        {
            LearningRateSchedule.Cosine => Cosine((double)done / Math.Max(1, totalSteps - startSteps)),
            LearningRateSchedule.Step => Math.Pow(settings.DecayFactor, done / settings.DecayEvery),
            _ => 1,
        };
        return WarmUp(done) * decay;
    }

    private double Cosine(double part) =>
        settings.FinalRate + ((1 - settings.FinalRate) * 0.5 * (1 + Math.Cos(Math.PI * part)));
}
