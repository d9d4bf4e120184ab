using ILComicGAN.Imaging;

namespace ILComicGAN.Datasets.Films;

/// <summary>A piece of a scene.</summary>
/// <param name="Time">When its best frame is shown.</param>
/// <param name="Scene">Number of its scene, from 0.</param>
/// <param name="Frame">Its sharpest frame; null where none is good.</param>
/// <param name="Verdict">Kept, or why there is no frame.</param>
internal sealed record Moment(TimeSpan Time, int Scene, Picture? Frame, Verdict Verdict);
