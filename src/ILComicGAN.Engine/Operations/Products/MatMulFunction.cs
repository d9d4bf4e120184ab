using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Operations.Linear;

namespace ILComicGAN.Engine.Operations.Products;

/// <summary>C = op(A)·op(B) for matrices or batches of them; both gradients are products again.</summary>
internal sealed class MatMulFunction : Function
{
    private readonly bool _transposeA;
    private readonly bool _transposeB;
    private readonly Shape _aShape;
    private readonly Shape _bShape;
    private Tensor? _a;
    private Tensor? _b;

    private MatMulFunction(bool transposeA, bool transposeB, Shape aShape, Shape bShape)
    {
        _transposeA = transposeA;
        _transposeB = transposeB;
        _aShape = aShape;
        _bShape = bShape;
    }

    public static Tensor Forward(Tensor a, Tensor b, bool transposeA, bool transposeB)
    {
        if (a.Shape.Rank is < 2 or > 3 || b.Shape.Rank is < 2 or > 3)
        {
            throw new ArgumentException($"a product needs matrices or batches of them, not shapes {a.Shape} and {b.Shape}");
        }

        bool batchedA = a.Shape.Rank == 3;
        bool batchedB = b.Shape.Rank == 3;
        int batch = batchedA ? a.Shape[0] : batchedB ? b.Shape[0] : 1;
        int m = a.Shape[transposeA ? -1 : -2];
        int k = a.Shape[transposeA ? -2 : -1];
        int n = b.Shape[transposeB ? -2 : -1];
        if (k != b.Shape[transposeB ? -1 : -2] || (batchedA && batchedB && a.Shape[0] != b.Shape[0]))
        {
            throw new ArgumentException(
                $"shapes {a.Shape}{(transposeA ? "ᵀ" : "")} and {b.Shape}{(transposeB ? "ᵀ" : "")} do not fit for a product");
        }

        Tensor c = Tensor.Empty(a.Device, batchedA || batchedB ? new Shape(batch, m, n) : new Shape(m, n));
        a.Device.Submit(new MatMul(
            a.Buffer,
            b.Buffer,
            c.Buffer,
            new MatMulShape(batch, m, n, k, transposeA, transposeB, !batchedA && batchedB, !batchedB && batchedA)));
        if (!IsRecorded(a, b))
        {
            return c;
        }

        MatMulFunction function = new(transposeA, transposeB, a.Shape, b.Shape);
        function.Attach(c, a, b);
        function._a = b.RequiresGradient ? function.Save(a) : null;
        function._b = a.RequiresGradient ? function.Save(b) : null;
        return c;
    }

    public override Tensor?[] Backward(Tensor g) =>
    [
        Wanted[0] ? SumBatch(_transposeA ? Forward(_b!, g, _transposeB, true) : Forward(g, _b!, false, !_transposeB), _aShape) : null,
        Wanted[1] ? SumBatch(_transposeB ? Forward(g, _a!, true, _transposeA) : Forward(_a!, g, !_transposeA, false), _bShape) : null,
    ];

    /// <summary>A matrix that served a whole batch collects the gradients of all.</summary>
    private static Tensor SumBatch(Tensor gradient, Shape shape) =>
        gradient.Shape == shape ? gradient : LinearFunction.Forward(new SumMap(gradient.Shape, shape), gradient);
}
