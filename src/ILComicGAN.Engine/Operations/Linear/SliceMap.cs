using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Operations.Linear;

/// <summary>Elements start … start + length − 1 along one axis; the adjoint puts them back into zeros.</summary>
internal sealed record SliceMap(Shape Input, Shape Output, int Axis, int Start, bool Transposed)
    : LinearMap(Input, Output)
{
    public override LinearMap Adjoint => new SliceMap(Output, Input, Axis, Start, !Transposed);

    public static SliceMap Create(Shape x, int axis, int start, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)start + length, x[axis], nameof(length));
        return new SliceMap(x, x.With(axis, length), axis, start, false);
    }

    public override void Run(Device device, DeviceBuffer x, DeviceBuffer y)
    {
        Shape whole = Transposed ? Output : Input;
        Shape part = Transposed ? Input : Output;
        CopyPlan plan = Plan(whole, Axis, Start, part[Axis], Transposed);
        if (Transposed)
        {
            device.Submit(new Fill(y, 0));
        }

        device.Submit(new Copy(x, y, plan));
    }

    /// <summary>
    /// The copy between a part along <paramref name="axis"/> and the whole; into the whole with
    /// <paramref name="intoWhole"/>, out of it otherwise.
    /// </summary>
    public static CopyPlan Plan(Shape whole, int axis, int start, int length, bool intoWhole)
    {
        int outer = 1;
        int inner = 1;
        for (int i = 0; i < whole.Rank; i++)
        {
            if (i < axis)
            {
                outer *= whole[i];
            }
            else if (i > axis)
            {
                inner *= whole[i];
            }
        }

        long run = (long)length * inner;
        long[] wholeStrides = [(long)whole[axis] * inner, 1];
        long[] partStrides = [run, 1];
        long offset = (long)start * inner;
        int[] sizes = [outer, checked((int)run)];
        return intoWhole
            ? new CopyPlan(sizes, partStrides, wholeStrides, 0, offset)
            : new CopyPlan(sizes, wholeStrides, partStrides, offset, 0);
    }
}
