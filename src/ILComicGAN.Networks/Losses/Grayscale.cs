using ILComicGAN.Engine;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;

namespace ILComicGAN.Networks.Losses;

/// <summary>Pictures without their colors, which show a network texture alone.</summary>
public static class Grayscale
{
    /// <summary>Luma of red, green and blue (BT.601).</summary>
    internal static float[] LumaWeights { get; } = [0.299f, 0.587f, 0.114f];

    /// <summary>A picture [N, 3, H, W] with its luma in all three channels.</summary>
    public static Tensor Of(Tensor picture)
    {
        Tensor weights = Tensor.Constant(picture.Device, new Shape(3, 3, 1, 1), [.. LumaWeights, .. LumaWeights, .. LumaWeights]);
        return Functional.Conv2d(picture, weights);
    }
}
