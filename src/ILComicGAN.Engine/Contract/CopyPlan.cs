namespace ILComicGAN.Engine.Contract;

/// <summary>
/// A strided copy y[yo + Σ iₖ·ysₖ] = x[xo + Σ iₖ·xsₖ]: slices, concatenation, permutation and repetition are all this.
/// </summary>
/// <param name="Dimensions">Sizes, outermost first; 1 to <see cref="BroadcastPlan.MaxRank"/> of them.</param>
/// <param name="XStrides">Source strides in elements; 0 repeats.</param>
/// <param name="YStrides">Target strides in elements; never 0 for a size above 1.</param>
/// <param name="XOffset">First source element.</param>
/// <param name="YOffset">First target element.</param>
public sealed record CopyPlan(
    IReadOnlyList<int> Dimensions,
    IReadOnlyList<long> XStrides,
    IReadOnlyList<long> YStrides,
    long XOffset = 0,
    long YOffset = 0)
{
    /// <summary>Elements that are copied.</summary>
    public long Count
    {
        get
        {
            long count = 1;
            foreach (int size in Dimensions)
            {
                count *= size;
            }

            return count;
        }
    }
}
