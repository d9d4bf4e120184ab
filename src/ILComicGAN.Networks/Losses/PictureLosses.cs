using ILComicGAN.Engine;

namespace ILComicGAN.Networks;

/// <summary>Losses between pictures and between features (Eqs. 1, 3, 4, 5). Means run over all elements.</summary>
public static class PictureLosses
{
    private const double HuberDelta = 1;

    /// <summary>Rows Y, U, V of the map from RGB (BT.601, as TensorFlow's rgb_to_yuv).</summary>
    private static readonly float[] s_yuv =
    [
        0.299f, 0.587f, 0.114f,
        -0.14714119f, -0.28886916f, 0.43601035f,
        0.61497538f, -0.51496512f, -0.10001026f,
    ];

    /// <summary>L_con (Eq. 3): mean |VGG(G(q)) − VGG(q)|.</summary>
    public static Tensor Content(Tensor generatedFeatures, Tensor photoFeatures) =>
        Functional.Mean(Functional.Abs(generatedFeatures - photoFeatures));

    /// <summary>
    /// L_gra (Eq. 4): mean |Gram(VGG(G(q))) − Gram(VGG(gray style))|. Eq. 4 prints q in both places; the text defines x
    /// as the style picture, and we follow the text.
    /// </summary>
    public static Tensor Gray(Tensor generatedFeatures, Tensor grayStyleFeatures) =>
        Functional.Mean(Functional.Abs(NormalizedGram(generatedFeatures) - NormalizedGram(grayStyleFeatures)));

    /// <summary>L_col (Eq. 5): in YUV of [0, 1], L1 on Y and Huber (δ = 1) on U and V.</summary>
    /// <param name="generated">[N, 3, H, W] in [−1, 1].</param>
    /// <param name="photo">The same shape and range.</param>
    public static Tensor Color(Tensor generated, Tensor photo)
    {
        // The map is linear and its offset cancels in the difference: [−1, 1] to [0, 1] is a factor of ½.
        Tensor yuv = ToYuv((generated - photo) * 0.5);
        Tensor luma = Functional.Slice(yuv, 1, 0, 1);
        Tensor u = Functional.Slice(yuv, 1, 1, 1);
        Tensor v = Functional.Slice(yuv, 1, 2, 1);
        return Functional.Mean(Functional.Abs(luma))
            + Functional.Mean(Functional.Huber(u, HuberDelta))
            + Functional.Mean(Functional.Huber(v, HuberDelta));
    }

    /// <summary>A picture [N, 3, H, W] without its colors: luma in all three channels.</summary>
    public static Tensor ToGray(Tensor picture)
    {
        Tensor weights = Tensor.FromHost(
            picture.Device, new Shape(3, 3, 1, 1), [.. s_yuv[..3], .. s_yuv[..3], .. s_yuv[..3]]);
        return Functional.Conv2d(picture, weights);
    }

    /// <summary>The Gram matrix (Eq. 1) divided by C·H·W, as the losses use it.</summary>
    public static Tensor NormalizedGram(Tensor features) =>
        Functional.Gram(features) * (1.0 / ((double)features.Count / features.Shape[0]));

    /// <summary>RGB [N, 3, H, W] → YUV, without offsets.</summary>
    internal static Tensor ToYuv(Tensor rgb) =>
        Functional.Conv2d(rgb, Tensor.FromHost(rgb.Device, new Shape(3, 3, 1, 1), s_yuv));
}
