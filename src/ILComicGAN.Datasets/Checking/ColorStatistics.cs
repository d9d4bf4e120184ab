namespace ILComicGAN.Datasets.Checking;

/// <summary>The colors of a folder, each picture counting alike; in steps of 255.</summary>
/// <param name="Red">Mean red.</param>
/// <param name="Green">Mean green.</param>
/// <param name="Blue">Mean blue.</param>
/// <param name="Brightness">Mean luma.</param>
/// <param name="BrightnessDeviation">How the pictures' mean luma varies from one to the other.</param>
/// <param name="Contrast">Mean of the pictures' deviations of luma.</param>
/// <param name="Colorfulness">Mean of the largest less the smallest channel.</param>
public sealed record ColorStatistics(
    double Red, double Green, double Blue, double Brightness, double BrightnessDeviation, double Contrast, double Colorfulness);
