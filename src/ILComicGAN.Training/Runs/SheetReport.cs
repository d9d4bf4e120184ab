using ILComicGAN.Imaging;

namespace ILComicGAN.Training.Runs;

/// <summary>A picture sheet: photo and result side by side.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Sheet">The picture.</param>
/// <param name="File">Where it was written.</param>
public sealed record SheetReport(int Step, Picture Sheet, string File);
