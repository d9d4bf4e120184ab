using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Elementwise;

namespace ILComicGAN.Engine.Operations.Elementwise;

/// <summary>An element-wise function of one tensor; what it saves and its gradient are those of its <see cref="IUnaryFunction"/>.</summary>
internal sealed class UnaryFunction : Function
{
    private readonly UnaryOp _op;
    private readonly double _p0;
    private readonly double _p1;
    private Tensor? _saved;

    private UnaryFunction(UnaryOp op, double p0, double p1) => (_op, _p0, _p1) = (op, p0, p1);

    public static Tensor Forward(UnaryOp op, Tensor x, double p0 = 0, double p1 = 0)
    {
        Tensor y = Tensor.Empty(x.Device, x.Shape);
        SavedQuery query = default;
        op.Use(ref query);
        if (query.Saved == SavedForGradient.NoGradient || !IsRecorded(x))
        {
            x.Device.Submit(new Unary(op, x.Buffer, y.Buffer, p0, p1));
            return y;
        }

        UnaryFunction function = new(op, p0, p1);
        function._saved = query.Saved == SavedForGradient.Input ? function.Save(x) : null;
        x.Device.Submit(new Unary(op, x.Buffer, y.Buffer, p0, p1));
        function.Attach(y, x);
        function._saved = query.Saved == SavedForGradient.Result ? function.Save(y) : function._saved;
        return y;
    }

    public override Tensor?[] Backward(Tensor g)
    {
        GradientQuery query = new(g, _saved, _p0, _p1);
        _op.Use(ref query);
        return [query.Gradient];
    }

    private struct SavedQuery : IUnaryUser
    {
        public SavedForGradient Saved { get; private set; }

        public void Use<TFunction>()
            where TFunction : struct, IUnaryFunction => Saved = TFunction.Saves;
    }

    private struct GradientQuery(Tensor g, Tensor? saved, double p0, double p1) : IUnaryUser
    {
        public Tensor? Gradient { get; private set; }

        public void Use<TFunction>()
            where TFunction : struct, IUnaryFunction => Gradient = TFunction.Gradient(g, saved, p0, p1);
    }
}
