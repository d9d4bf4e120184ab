namespace ILComicGAN.Training.Runs;

/// <summary>How a session ended.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Complete">Whether all steps are done; otherwise it was asked to stop and can be resumed.</param>
public sealed record RunEnd(int Step, bool Complete);
