using ILComicGAN.Engine.Autograd;

namespace ILComicGAN.Engine.Operations.Linear;

/// <summary>The same values under another shape; shares memory.</summary>
internal sealed class ReshapeFunction : Function
{
    private readonly Shape _input;

    private ReshapeFunction(Shape input) => _input = input;

    public static Tensor Forward(Tensor x, Shape shape)
    {
        if (shape.Count != x.Count)
        {
            throw new ArgumentException($"shape {x.Shape} has other than the {shape.Count} elements of {shape}", nameof(shape));
        }

        Tensor y = new(x.Buffer.Retain(), shape);
        return IsRecorded(x) ? new ReshapeFunction(x.Shape).Attach(y, x) : y;
    }

    public override Tensor?[] Backward(Tensor gradient) => [Forward(gradient, _input)];
}
