namespace ILComicGAN.Datasets.Films;

/// <summary>What became of one film. Moments are the pieces of scenes of which each may give one frame.</summary>
/// <param name="File">The film.</param>
/// <param name="Seconds">Its length.</param>
/// <param name="Width">Columns as stored.</param>
/// <param name="Height">Rows as stored.</param>
/// <param name="Picture">What is left of these without bars: “left, top, width, height”.</param>
/// <param name="Scenes">Scenes found.</param>
/// <param name="Moments">Moments looked at: the sum of all numbers that follow.</param>
/// <param name="Kept">Frames written.</param>
/// <param name="Black">Moments that are black.</param>
/// <param name="Uniform">Moments of one brightness.</param>
/// <param name="Fade">Moments that fade or dissolve.</param>
/// <param name="Blurred">Moments that are blurred from end to end.</param>
/// <param name="Barred">Moments of which bars leave too little.</param>
/// <param name="Duplicate">Moments that show what another frame shows.</param>
/// <param name="Damage">ffmpeg's first complaint, if any.</param>
public sealed record FilmReport(
    string File,
    double Seconds,
    int Width,
    int Height,
    string Picture,
    int Scenes,
    int Moments,
    int Kept,
    int Black,
    int Uniform,
    int Fade,
    int Blurred,
    int Barred,
    int Duplicate,
    string? Damage);
