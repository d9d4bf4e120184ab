using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Fusion;

/// <summary>
/// Which operations can be one: the reader of a deferred operation's result together with that operation. All rules
/// stand here; whether a device can execute what they make is for the device to say.
/// </summary>
internal static class FusionRules
{
    /// <summary>Whether an operation is worth waiting with: a later one may do its work on the way.</summary>
    public static bool CanWait(Operation operation) => operation switch
    {
        Normalize or Conv2d { Epilogue.Statistics: null } => true,
        ReflectPad { Transposed: false } => true,
        Resize { Transposed: false } resize => Factor(resize.Shape) > 1,
        _ => false,
    };

    /// <summary>
    /// The operation that does the work of <paramref name="producer"/> and of its reader; null where they are better apart.
    /// </summary>
    /// <param name="reader">Reads <paramref name="result"/>.</param>
    /// <param name="producer">Would write it.</param>
    /// <param name="result">The buffer between them.</param>
    /// <param name="isShared">
    /// Whether the result has another owner, who will read it from memory: then it is written in any case. The border that a
    /// convolution keeps for the gradient of its weights is none: what lies inside is normalized again for that, in a pass
    /// that is saved here, and takes no memory in between.
    /// </param>
    public static Operation? Combine(Operation reader, Operation producer, DeviceBuffer result, bool isShared) =>
        (reader, producer) switch
        {
            (Conv2d c, _) when c.Input.X == result && c.Weight != result =>
                Seen(c.Input, c.Shape, producer, isShared) is { } input ? c with { Input = input } : null,
            (Conv2dWeightGradient c, not Normalize) when c.Input.X == result && c.Gy != result =>
                Seen(c.Input, c.Shape, producer, isShared) is { } input ? c with { Input = input } : null,
            (NormalizationStatistics s, Conv2d { Epilogue.Statistics: null } c) =>
                c with { Epilogue = c.Epilogue with { Statistics = s.Output } },
            (Unary { P1: 0 } u, Conv2d { Epilogue: { Activation.IsNone: true, Statistics: null } } c) when !isShared =>
                c with { Y = u.Y, Epilogue = c.Epilogue with { Activation = new Activation(u.Op, u.P0) } },
            (Binary { Op: BinaryOp.Add, Plan.IsElementwise: true } b, Normalize { Residual: null } n) when !isShared && b.A != b.B =>
                n with { Residual = b.A == result ? b.B : b.A, Y = b.Y },
            _ => null,
        };

    /// <summary>How a convolution sees the picture that <paramref name="producer"/> reads, instead of the one that it would write.</summary>
    private static ConvolutionInput? Seen(
        in ConvolutionInput input, in Conv2dShape shape, Operation producer, bool isShared) => producer switch
    {
        ReflectPad p when input is { View: null, Prologue: null } && shape.Padding == 0 =>
            new ConvolutionInput(p.X, new InputView(
                p.Shape.InHeight, p.Shape.InWidth, 1, p.Shape.Top, p.Shape.Bottom, p.Shape.Left, p.Shape.Right)),
        Resize r when input.Prologue is null && shape.Padding == 0 && (input.View?.Upsample ?? 1) == 1 => Upsampled(input, shape, r),
        Normalize { Residual: null } n when input.Prologue is null && !isShared =>
            input with { X = n.X, Prologue = n.Prologue },
        _ => null,
    };

    private static ConvolutionInput Upsampled(in ConvolutionInput input, in Conv2dShape shape, Resize resize)
    {
        InputView view = input.View ?? new InputView(shape.InHeight, shape.InWidth, 1, 0, 0, 0, 0);
        return new ConvolutionInput(resize.X, view with
        {
            Height = resize.Shape.InHeight,
            Width = resize.Shape.InWidth,
            Upsample = Factor(resize.Shape),
        });
    }

    /// <summary>By how much a picture is enlarged evenly in both directions, by repetition; 0 where it is otherwise resampled.</summary>
    private static int Factor(in ResizeShape s)
    {
        int factor = s.OutHeight / s.InHeight;
        return s.Mode == ResizeMode.Nearest && s.OutHeight == s.InHeight * factor && s.OutWidth == s.InWidth * factor ? factor : 0;
    }
}
