using ILComicGAN.Kernels.Tiles;

namespace ILComicGAN.Kernels.TensorCores;

/// <summary>A format of tensor-core operands: one 16×8×8 product of a warp, accumulated in float32.</summary>
internal interface ITensorPrecision
{
    /// <summary>To the operands' precision, to nearest.</summary>
    float Round(float value);

    /// <summary>
    /// sums ← sums + A·B. <paramref name="a"/> are A's elements (g, first), (g + 8, first), (g, second), (g + 8, second) and
    /// b0, b1 B's (first, g), (second, g), where g is the lane divided by four; sums are C's (g, 2t), (g, 2t + 1),
    /// (g + 8, 2t), (g + 8, 2t + 1).
    /// </summary>
    void MultiplyAdd(ref Float4 sums, Float4 a, float b0, float b1);
}
