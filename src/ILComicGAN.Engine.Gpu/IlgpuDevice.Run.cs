using ILComicGAN.Engine.Contract;
using ILComicGAN.Kernels.Normalization;
using ILGPU.Runtime;

namespace ILComicGAN.Engine.Gpu;

internal sealed partial class IlgpuDevice
{
    protected internal override bool Accepts(Operation operation) => operation switch
    {
        // The zeros of a border must not be normalized with what they surround.
        Conv2d o => o.Input.Prologue is not { } p || (o.Shape.Padding == 0 && p.Activation.IsPiecewiseLinear),
        Conv2dWeightGradient o => o.Input.Prologue is null,
        Normalize o => o.Activation.IsPiecewiseLinear,
        BlendStatistics => MaxGroupSize >= BlendStatisticsKernel.Threads,
        _ => true,
    };

    protected internal override void Run(Operation operation)
    {
        try
        {
            Dispatch(operation);
        }
        catch (AcceleratorException e)
        {
            throw Failed($"computing {operation.Name}", e);
        }
    }

    private void Dispatch(Operation operation)
    {
        switch (operation)
        {
            case Fill o: Fill(o.Y, o.Value); break;
            case Unary o: Unary(o); break;
            case Binary o: Binary(o); break;
            case Copy o: Copy(o.X, o.Y, o.Plan); break;
            case Sum o: Sum(o.X, o.Y, o.Outer, o.Count, o.Inner); break;
            case MatMul o: MatMul(o.A, o.B, o.C, o.Shape); break;
            case Conv2d o: Conv2d(o); break;
            case Conv2dInputGradient o: Conv2dInputGradient(o); break;
            case Conv2dWeightGradient o: Conv2dWeightGradient(o); break;
            case MaxPool o: MaxPool(o.X, o.Y, o.Indices, o.Shape); break;
            case MaxPoolGather { Transposed: false } o: MaxPoolGather(o.X, o.Indices, o.Y, o.Shape); break;
            case MaxPoolGather o: MaxPoolGradient(o.X, o.Indices, o.Y, o.Shape); break;
            case AveragePool { Transposed: false } o: AveragePool(o.X, o.Y, o.Shape); break;
            case AveragePool o: AveragePoolGradient(o.X, o.Y, o.Shape); break;
            case Resize { Transposed: false } o: Resize(o.X, o.Y, o.Shape); break;
            case Resize o: ResizeGradient(o.X, o.Y, o.Shape); break;
            case ReflectPad { Transposed: false } o: ReflectPad(o.X, o.Y, o.Shape); break;
            case ReflectPad o: ReflectPadGradient(o.X, o.Y, o.Shape); break;
            case NormalizationStatistics o: NormalizationStatistics(o); break;
            case Normalize o: Normalize(o); break;
            case BlendStatistics o: Blend(o); break;
            case NormalizationBackward o: NormalizationBackward(o); break;
            case NormalizationDoubleBackward o: NormalizationDoubleBackward(o); break;
            case Adam o: Adam(o.Weight, o.Gradient, o.First, o.Second, o.Step); break;
            default: throw new NotSupportedException($"device '{Name}' cannot execute {operation}");
        }
    }
}
