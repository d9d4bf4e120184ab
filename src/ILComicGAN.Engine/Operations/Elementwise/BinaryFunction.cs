using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Operations.Linear;

namespace ILComicGAN.Engine.Operations.Elementwise;

/// <summary>Element-wise functions of two tensors with broadcasting; the gradient of a repeated operand is summed.</summary>
internal sealed class BinaryFunction : Function
{
    private readonly BinaryOp _op;
    private readonly double _parameter;
    private readonly Shape _aShape;
    private readonly Shape _bShape;
    private Tensor? _a;
    private Tensor? _b;

    private BinaryFunction(BinaryOp op, double parameter, Shape aShape, Shape bShape)
    {
        _op = op;
        _parameter = parameter;
        _aShape = aShape;
        _bShape = bShape;
    }

    public static Tensor Forward(BinaryOp op, Tensor a, Tensor b, double parameter = 0)
    {
        if (a.Device != b.Device)
        {
            throw new ArgumentException($"tensors are on different devices, {a.Device.Name} and {b.Device.Name}", nameof(b));
        }

        Tensor y = Tensor.Empty(a.Device, Shape.Broadcast(a.Shape, b.Shape));
        SavedQuery query = new(a.RequiresGradient, b.RequiresGradient);
        op.Use(ref query);
        BinaryFunction? function = null;
        if (IsRecorded(query.HasGradient.A ? a : null, query.HasGradient.B ? b : null))
        {
            function = new(op, parameter, a.Shape, b.Shape);
            function._a = query.Saved.A ? function.Save(a) : null;
            function._b = query.Saved.B ? function.Save(b) : null;
        }

        a.Device.Submit(new Binary(op, a.Buffer, b.Buffer, y.Buffer, BroadcastPlan.Create(a.Shape, b.Shape), parameter));
        return function is null ? y : function.Attach(y, query.HasGradient.A ? a : null, query.HasGradient.B ? b : null);
    }

    public override Tensor?[] Backward(Tensor g)
    {
        GradientQuery query = new(this, g);
        _op.Use(ref query);
        return [query.OfA, query.OfB];
    }

    private static Tensor SumTo(Tensor gradient, Shape shape) =>
        gradient.Shape == shape ? gradient : LinearFunction.Forward(new SumMap(gradient.Shape, shape), gradient);

    private struct SavedQuery(bool gradientOfA, bool gradientOfB) : IBinaryUser
    {
        public (bool A, bool B) HasGradient { get; private set; }

        public (bool A, bool B) Saved { get; private set; }

        public void Use<TFunction>()
            where TFunction : struct, IBinaryFunction =>
            (HasGradient, Saved) = (TFunction.HasGradient, TFunction.Saves(gradientOfA, gradientOfB));
    }

    private struct GradientQuery(BinaryFunction function, Tensor g) : IBinaryUser
    {
        public Tensor? OfA { get; private set; }

        public Tensor? OfB { get; private set; }

        public void Use<TFunction>()
            where TFunction : struct, IBinaryFunction
        {
            (Tensor? a, Tensor? b, double p) = (function._a, function._b, function._parameter);
            OfA = function.Wanted[0] ? SumTo(TFunction.GradientOfA(g, a, b, p), function._aShape) : null;
            OfB = function.Wanted[1] ? SumTo(TFunction.GradientOfB(g, a, b, p), function._bShape) : null;
        }
    }
}
