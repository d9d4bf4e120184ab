using ILComicGAN.Imaging;
using ILComicGAN.Networks.Tiles;

namespace ILComicGAN.Stylization;

/// <summary>A photo as a network reads it, part by part.</summary>
internal sealed class PhotoPlanes(Picture photo) : IPlaneSource
{
    public int Channels => 3;

    public int Width => photo.Width;

    public int Height => photo.Height;

    public void Read(Area area, Span<float> values) =>
        PictureTensor.CropToPlanar(photo, area.Left, area.Top, area.Width, area.Height, flip: false, values);
}
