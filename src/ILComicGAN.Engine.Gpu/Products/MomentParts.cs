using ILGPU;

namespace ILComicGAN.Engine.Gpu.Products;

/// <summary>
/// Means and biased variances of a convolution's results, [planes, parts], as its epilogue takes them: for each plane so
/// many parts, all but the last equally long.
/// </summary>
/// <param name="Means">By plane and part.</param>
/// <param name="Variances">By plane and part.</param>
/// <param name="Parts">Of a plane.</param>
/// <param name="Length">Elements of a part.</param>
/// <param name="LastLength">Elements of the last.</param>
internal readonly record struct MomentParts(
    ArrayView<float> Means, ArrayView<float> Variances, long Parts, long Length, long LastLength);
