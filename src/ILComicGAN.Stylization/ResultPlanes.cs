using ILComicGAN.Imaging;
using ILComicGAN.Networks.Tiles;

namespace ILComicGAN.Stylization;

/// <summary>A picture that a network writes, part by part.</summary>
internal sealed class ResultPlanes(int width, int height) : IPlaneTarget
{
    private readonly byte[] _rgb = new byte[checked(3 * width * height)];

    public int Channels => 3;

    public int Width => width;

    public int Height => height;

    public void Write(Area area, ReadOnlySpan<float> values) =>
        PictureTensor.Place(values, area.Left, area.Top, area.Width, area.Height, _rgb, width);

    /// <summary>The picture, when all parts are written.</summary>
    public Picture ToPicture() => new(width, height, _rgb);
}
