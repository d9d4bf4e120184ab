using ILComicGAN.Engine.Contract;

namespace ILComicGAN.Engine.Devices.Reference;

public sealed partial class ReferenceDevice
{
    /// <inheritdoc/>
    protected internal override bool Accepts(Operation operation) => operation switch
    {
        Conv2d o => o.Input is { View: null, Prologue: null }
            && o.Epilogue is { Residual: null, Statistics: null, Activation.IsNone: true },
        Conv2dWeightGradient o => o.Input is { View: null, Prologue: null },
        Normalize o => o is { Residual: null, Activation.IsPiecewiseLinear: true },
        BlendStatistics => false,
        _ => true,
    };

    /// <inheritdoc/>
    protected internal override void Run(Operation operation)
    {
        switch (operation)
        {
            case Fill o: Fill(o.Y, o.Value); break;
            case Unary o: Unary(o); break;
            case Binary o: Binary(o); break;
            case Copy o: Copy(o.X, o.Y, o.Plan); break;
            case Sum o: Sum(o.X, o.Y, o.Outer, o.Count, o.Inner); break;
            case MatMul o: MatMul(o.A, o.B, o.C, o.Shape); break;
            case Conv2d o: Conv2d(o.Input.X, o.Weight, o.Epilogue.Bias, o.Y, o.Shape); break;
            case Conv2dInputGradient o: Conv2dInputGradient(o.Gy, o.Weight, o.Gx, o.Shape); break;
            case Conv2dWeightGradient o: Conv2dWeightGradient(o.Input.X, o.Gy, o.Gw, o.Shape); break;
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
            case NormalizationBackward o: NormalizationBackward(o); break;
            case NormalizationDoubleBackward o: NormalizationDoubleBackward(o); break;
            case Adam o: Adam(o.Weight, o.Gradient, o.First, o.Second, o.Step); break;
            default: throw new NotSupportedException($"device '{Name}' cannot execute {operation}");
        }
    }
}
