namespace ILComicGAN.Networks.Tiles;

/// <summary>Values of a whole picture, of which parts are written.</summary>
public interface IPlaneTarget : IPlanes
{
    /// <summary>Writes a part.</summary>
    /// <param name="area">Inside the picture.</param>
    /// <param name="values">C × height × width values.</param>
    /// <exception cref="IOException">They are in a file, which cannot be written.</exception>
    void Write(Area area, ReadOnlySpan<float> values);
}
