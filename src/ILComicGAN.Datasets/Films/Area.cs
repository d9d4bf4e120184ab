namespace ILComicGAN.Datasets.Films;

/// <summary>A rectangle of pixels.</summary>
internal readonly record struct Area(int Left, int Top, int Width, int Height)
{
    public int Right => Left + Width;

    public int Bottom => Top + Height;

    /// <summary>The smallest rectangle around both.</summary>
    public Area Union(Area other)
    {
        int left = Math.Min(Left, other.Left), top = Math.Min(Top, other.Top);
        return new Area(left, top, Math.Max(Right, other.Right) - left, Math.Max(Bottom, other.Bottom) - top);
    }
}
