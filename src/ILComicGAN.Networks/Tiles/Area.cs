namespace ILComicGAN.Networks.Tiles;

/// <summary>A rectangle of a picture, in pixels.</summary>
/// <param name="Left">First column.</param>
/// <param name="Top">First row.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
public readonly record struct Area(int Left, int Top, int Width, int Height)
{
    /// <summary>The column after the last one.</summary>
    public int Right => Left + Width;

    /// <summary>The row after the last one.</summary>
    public int Bottom => Top + Height;

    /// <summary>Number of pixels.</summary>
    public long Pixels => (long)Width * Height;

    /// <summary>The same place in a picture that is reduced by a factor which all numbers divide by.</summary>
    public Area DividedBy(int factor) => new(Left / factor, Top / factor, Width / factor, Height / factor);

    /// <summary>The same place as seen from the corner of another rectangle around it.</summary>
    public Area Within(Area outer) => this with { Left = Left - outer.Left, Top = Top - outer.Top };

    /// <summary>What of it lies in a picture of a size.</summary>
    public Area CutTo(int width, int height) => this with { Width = Math.Min(Right, width) - Left, Height = Math.Min(Bottom, height) - Top };
}
