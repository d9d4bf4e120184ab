using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;

namespace ILComicGAN.Engine.Operations.Elementwise;

/// <summary>Element-wise functions of one tensor; all their gradients stand in one table.</summary>
internal sealed class UnaryFunction : Function
{
    private readonly UnaryOp _op;
    private readonly double _p0;
    private readonly double _p1;
    private Tensor? _x;
    private Tensor? _y;

    private UnaryFunction(UnaryOp op, double p0, double p1)
    {
        _op = op;
        _p0 = p0;
        _p1 = p1;
    }

    public static Tensor Forward(UnaryOp op, Tensor x, double p0 = 0, double p1 = 0)
    {
        Tensor y = Tensor.Empty(x.Device, x.Shape);
        // Piecewise constant functions have no gradient to record.
        if (op is UnaryOp.Sign or UnaryOp.InRange || !IsRecorded(x))
        {
            x.Device.Submit(new Unary(op, x.Buffer, y.Buffer, p0, p1));
            return y;
        }

        UnaryFunction function = new(op, p0, p1);
        function._x = op is UnaryOp.Abs or UnaryOp.Log or UnaryOp.Clamp ? function.Save(x) : null;
        x.Device.Submit(new Unary(op, x.Buffer, y.Buffer, p0, p1));
        function.Attach(y, x);
        function._y = op == UnaryOp.Affine || function._x is not null ? null : function.Save(y);
        return y;
    }

    public override Tensor?[] Backward(Tensor g) => [_op switch
    {
        UnaryOp.Affine => g * _p0,
        UnaryOp.Abs => g * Forward(UnaryOp.Sign, _x!),
        UnaryOp.Sqrt => g / _y! * 0.5,
        UnaryOp.Reciprocal => g * (_y! * _y!) * -1,
        UnaryOp.Exp => g * _y!,
        UnaryOp.Log => g / _x!,
        UnaryOp.Tanh => g - (g * (_y! * _y!)),
        // With a slope of at least 0, y > 0 exactly where x > 0.
        UnaryOp.LeakyRelu => BinaryFunction.Forward(BinaryOp.LeakyReluGate, g, _y!, _p0),
        UnaryOp.Clamp => g * Forward(UnaryOp.InRange, _x!, _p0, _p1),
        _ => throw new InvalidOperationException($"{_op} has no gradient"),
    }];
}
