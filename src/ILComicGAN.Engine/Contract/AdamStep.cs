namespace ILComicGAN.Engine.Contract;

/// <summary>The numbers of one Adam update (Kingma and Ba, algorithm 1).</summary>
/// <param name="LearningRate">η.</param>
/// <param name="Beta1">Decay of the first moment.</param>
/// <param name="Beta2">Decay of the second moment.</param>
/// <param name="Epsilon">Added to √v̂.</param>
/// <param name="Step">t, counted from 1, for the bias correction.</param>
public readonly record struct AdamStep(
    double LearningRate, double Beta1, double Beta2, double Epsilon, int Step);
