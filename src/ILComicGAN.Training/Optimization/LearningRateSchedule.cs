namespace ILComicGAN.Training.Optimization;

/// <summary>How the learning rates of the adversarial phase develop after the warm-up.</summary>
public enum LearningRateSchedule
{
    /// <summary>They stay as they are.</summary>
    Constant,

    /// <summary>Half a cosine from the full rate to <see cref="TrainingSettings.FinalRate"/> of it at the end of the run.</summary>
    Cosine,

    /// <summary>Times <see cref="TrainingSettings.DecayFactor"/> every <see cref="TrainingSettings.DecayEvery"/> steps.</summary>
    Step,
}
