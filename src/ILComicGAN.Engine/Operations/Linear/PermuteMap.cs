using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Operations.Linear;

/// <summary>Dimensions in another order: dimension i of y is dimension Axes[i] of x.</summary>
internal sealed record PermuteMap(Shape Input, Shape Output, int[] Axes) : LinearMap(Input, Output)
{
    public override LinearMap Adjoint
    {
        get
        {
            int[] inverse = new int[Axes.Length];
            for (int i = 0; i < Axes.Length; i++)
            {
                inverse[Axes[i]] = i;
            }

            return new PermuteMap(Output, Input, inverse);
        }
    }

    public static PermuteMap Create(Shape x, int[] axes)
    {
        if (axes.Length != x.Rank || axes.Distinct().Count() != x.Rank || axes.Any(axis => axis < 0 || axis >= x.Rank))
        {
            throw new ArgumentException($"[{string.Join(", ", axes)}] is not an order of the dimensions of {x}", nameof(axes));
        }

        return new PermuteMap(x, new Shape([.. axes.Select(axis => x[axis])]), axes);
    }

    public override void Run(Device device, DeviceBuffer x, DeviceBuffer y)
    {
        long[] from = Strides(Input);
        device.Submit(new Copy(x, y, new CopyPlan([.. Output], [.. Axes.Select(axis => from[axis])], Strides(Output))));
    }

    private static long[] Strides(Shape shape)
    {
        long[] strides = new long[shape.Rank];
        long stride = 1;
        for (int i = shape.Rank - 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride *= shape[i];
        }

        return strides;
    }
}
