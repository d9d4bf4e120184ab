namespace ILComicGAN.Networks.Tiles;

/// <summary>Values of a whole picture, of which parts are read.</summary>
public interface IPlaneSource : IPlanes
{
    /// <summary>Reads a part.</summary>
    /// <param name="area">Inside the picture.</param>
    /// <param name="values">Receives C × height × width values.</param>
    /// <exception cref="IOException">They are in a file, which cannot be read.</exception>
    void Read(Area area, Span<float> values);
}
