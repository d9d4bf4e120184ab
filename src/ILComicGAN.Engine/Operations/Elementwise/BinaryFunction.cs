using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
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
        a.Device.Submit(new Binary(op, a.Buffer, b.Buffer, y.Buffer, BroadcastPlan.Create(a.Shape, b.Shape), parameter));
        bool recorded = op switch
        {
            BinaryOp.GreaterOrEqual => false,
            BinaryOp.LeakyReluGate => IsRecorded(a),
            _ => IsRecorded(a, b),
        };
        if (!recorded)
        {
            return y;
        }

        BinaryFunction function = new(op, parameter, a.Shape, b.Shape);
        function.Attach(y, a, op == BinaryOp.LeakyReluGate ? null : b);
        if (op == BinaryOp.Divide || (op == BinaryOp.Multiply && b.RequiresGradient))
        {
            function._a = function.Save(a);
        }

        if (op is BinaryOp.Divide or BinaryOp.LeakyReluGate || (op == BinaryOp.Multiply && a.RequiresGradient))
        {
            function._b = function.Save(b);
        }

        return y;
    }

    public override Tensor?[] Backward(Tensor g) =>
    [
        Wanted[0] ? SumTo(GradientOfA(g), _aShape) : null,
        Wanted[1] ? SumTo(GradientOfB(g), _bShape) : null,
    ];

    private static Tensor SumTo(Tensor gradient, Shape shape) =>
        gradient.Shape == shape ? gradient : LinearFunction.Forward(new SumMap(gradient.Shape, shape), gradient);

    private Tensor GradientOfA(Tensor g) => _op switch
    {
        BinaryOp.Add or BinaryOp.Subtract => g,
        BinaryOp.Multiply => g * _b!,
        BinaryOp.Divide => g / _b!,
        BinaryOp.LeakyReluGate => Forward(BinaryOp.LeakyReluGate, g, _b!, _parameter),
        _ => throw new InvalidOperationException($"{_op} has no gradient"),
    };

    private Tensor GradientOfB(Tensor g) => _op switch
    {
        BinaryOp.Add => g,
        BinaryOp.Subtract => -g,
        BinaryOp.Multiply => g * _a!,
        BinaryOp.Divide => -(g * _a!) / (_b! * _b!),
        _ => throw new InvalidOperationException($"{_op} has no gradient"),
    };
}
