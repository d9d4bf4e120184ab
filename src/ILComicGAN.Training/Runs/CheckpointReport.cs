namespace ILComicGAN.Training.Runs;

/// <summary>A checkpoint that is safely on the disk.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="File">Where it is.</param>
public sealed record CheckpointReport(int Step, string File);
