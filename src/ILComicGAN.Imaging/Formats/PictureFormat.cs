namespace ILComicGAN.Imaging.Formats;

/// <summary>The formats of picture files that are read; whatever else the decoder's library can read is refused.</summary>
internal enum PictureFormat
{
    Jpeg,
    Png,
    WebP,
    Tiff,
    Gif,
    Bmp,
}
