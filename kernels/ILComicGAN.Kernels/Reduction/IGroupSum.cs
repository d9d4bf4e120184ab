using ILGPU;

namespace ILComicGAN.Kernels.Reduction;

/// <summary>Adds up one number of each thread of a group, always in the same order.</summary>
internal interface IGroupSum
{
    /// <summary>The sum, valid in thread 0. All threads call it; it ends with a barrier.</summary>
    /// <param name="value">This thread's.</param>
    /// <param name="memory">A word for each thread.</param>
    float Sum(float value, ArrayView<float> memory);
}
