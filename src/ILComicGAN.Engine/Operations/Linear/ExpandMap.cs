using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Operations.Linear;

/// <summary>Repetition to a larger shape by NumPy's broadcasting rules; the adjoint sums what was repeated.</summary>
internal sealed record ExpandMap(Shape Input, Shape Output) : LinearMap(Input, Output)
{
    public override LinearMap Adjoint => new SumMap(Output, Input);

    public override void Run(Device device, DeviceBuffer x, DeviceBuffer y)
    {
        // The walk of a broadcast operation whose first operand already has the result's shape.
        BroadcastPlan plan = BroadcastPlan.Create(Output, Input);
        device.Submit(new Copy(x, y, new CopyPlan(plan.Dimensions, plan.BStrides, plan.AStrides)));
    }
}
