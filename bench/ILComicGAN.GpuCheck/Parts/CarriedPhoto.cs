using System.Buffers.Binary;
using ILComicGAN.Imaging;

namespace ILComicGAN.GpuCheck.Parts;

/// <summary>A photo that the kit carries decoded: width, height and pixels, so that no library for pictures is needed.</summary>
internal static class CarriedPhoto
{
    private static string File => CheckOptions.Carried("photo.rgb");

    public static Picture Read()
    {
        byte[] bytes = System.IO.File.ReadAllBytes(File);
        return new Picture(BinaryPrimitives.ReadInt32LittleEndian(bytes), BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(4)), bytes[8..]);
    }

    /// <summary>Decodes a photo, where the kit is made.</summary>
    public static void Write(Picture photo, string file)
    {
        byte[] bytes = new byte[8 + photo.Rgb.Length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, photo.Width);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), photo.Height);
        photo.Rgb.CopyTo(bytes.AsSpan(8));
        System.IO.File.WriteAllBytes(file, bytes);
    }
}
