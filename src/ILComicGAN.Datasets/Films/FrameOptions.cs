namespace ILComicGAN.Datasets.Films;

/// <summary>How films are cut into training frames.</summary>
public sealed record FrameOptions
{
    /// <summary>A scene gives a frame per this much time, and one at least.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Short side of the frames, in pixels; smaller films keep their size.</summary>
    public int Size { get; init; } = 256;

    /// <summary>Frames whose perceptual hashes differ in at most this many of 64 bits are the same; −1 keeps all.</summary>
    public int Similar { get; init; } = 10;

    /// <summary>Frames are dropped if they are more blurred than this, from 0 (sharp) to 1; 1 keeps all.</summary>
    public double Blur { get; init; } = 0.65;

    /// <summary>Where to begin.</summary>
    public TimeSpan From { get; init; }

    /// <summary>Where to end; null for the end of the film.</summary>
    public TimeSpan? To { get; init; }
}
