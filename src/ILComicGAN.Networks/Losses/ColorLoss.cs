using ILComicGAN.Engine;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Elementwise;

namespace ILComicGAN.Networks.Losses;

/// <summary>L_col (Eq. 5): in YUV of [0, 1], L1 on Y and Huber (δ = 1) on U and V.</summary>
public sealed class ColorLoss : LossTerm
{
    private const double HuberDelta = 1;

    /// <summary>Rows Y, U, V of the map from RGB (BT.601, as TensorFlow's rgb_to_yuv).</summary>
    private static readonly float[] s_yuv =
    [
        .. Grayscale.LumaWeights,
        -0.14714119f, -0.28886916f, 0.43601035f,
        0.61497538f, -0.51496512f, -0.10001026f,
    ];

    /// <inheritdoc/>
    public override string Name => "color";

    /// <inheritdoc/>
    public override string Title => "Color";

    /// <inheritdoc/>
    public override string Note => "Eq. 5: luma and chroma against the photo’s";

    /// <inheritdoc/>
    public override double DefaultWeight => 15;

    /// <inheritdoc/>
    public override Tensor Compute(LossInputs inputs) => Of(inputs.Generated, inputs.Target);

    /// <summary>The mean over all pixels.</summary>
    /// <param name="generated">[N, 3, H, W] in [−1, 1].</param>
    /// <param name="photo">The same shape and range.</param>
    public static Tensor Of(Tensor generated, Tensor photo)
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

    /// <summary>RGB [N, 3, H, W] → YUV, without offsets.</summary>
    internal static Tensor ToYuv(Tensor rgb) =>
        Functional.Conv2d(rgb, Tensor.Constant(rgb.Device, new Shape(3, 3, 1, 1), s_yuv));
}
