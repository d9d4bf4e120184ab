using ILComicGAN.Engine.Elementwise;

namespace ILComicGAN.Engine.Contract;

/// <summary>
/// How two operands walk while a contiguous result is written: the result's dimensions with neighbors merged
/// wherever both operands allow it, and each operand's stride in elements (0 where it is repeated).
/// </summary>
public sealed class BroadcastPlan
{
    /// <summary>Most dimensions that are left after merging.</summary>
    public const int MaxRank = 6;

    private BroadcastPlan(int[] dimensions, long[] aStrides, long[] bStrides)
    {
        Dimensions = dimensions;
        AStrides = aStrides;
        BStrides = bStrides;
    }

    /// <summary>Sizes, outermost first; at least one.</summary>
    public IReadOnlyList<int> Dimensions { get; }

    /// <summary>The first operand's strides.</summary>
    public IReadOnlyList<long> AStrides { get; }

    /// <summary>The second operand's strides.</summary>
    public IReadOnlyList<long> BStrides { get; }

    /// <summary>True when both operands have the result's shape: one flat loop serves.</summary>
    public bool IsElementwise => Dimensions.Count == 1 && AStrides[0] == 1 && BStrides[0] == 1;

    /// <summary>Plans a result of the broadcast shape of <paramref name="a"/> and <paramref name="b"/>.</summary>
    /// <exception cref="ArgumentException">The shapes cannot be broadcast together.</exception>
    public static BroadcastPlan Create(Shape a, Shape b)
    {
        Shape result = Shape.Broadcast(a, b);
        List<int> sizes = [];
        List<long> aStrides = [];
        List<long> bStrides = [];
        for (int axis = 0; axis < result.Rank; axis++)
        {
            int size = result[axis];
            if (size == 1)
            {
                continue;
            }

            long aStride = StrideOf(a, axis - (result.Rank - a.Rank));
            long bStride = StrideOf(b, axis - (result.Rank - b.Rank));
            int last = sizes.Count - 1;
            if (last >= 0 && aStrides[last] == aStride * size && bStrides[last] == bStride * size)
            {
                sizes[last] *= size;
                aStrides[last] = aStride;
                bStrides[last] = bStride;
            }
            else
            {
                sizes.Add(size);
                aStrides.Add(aStride);
                bStrides.Add(bStride);
            }
        }

        if (sizes.Count == 0)
        {
            return new BroadcastPlan([1], [1], [1]);
        }

        return new BroadcastPlan([.. sizes], [.. aStrides], [.. bStrides]);
    }

    private static long StrideOf(Shape shape, int axis)
    {
        if (axis < 0 || shape[axis] == 1)
        {
            return 0;
        }

        long stride = 1;
        for (int i = axis + 1; i < shape.Rank; i++)
        {
            stride *= shape[i];
        }

        return stride;
    }
}
