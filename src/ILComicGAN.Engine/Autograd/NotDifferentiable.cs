namespace ILComicGAN.Engine.Autograd;

/// <summary>Marks a result whose further derivative was not written, so that asking for it fails instead of being zero.</summary>
internal sealed class NotDifferentiable(string operation) : Function
{
    public new Tensor Attach(Tensor y, params ReadOnlySpan<Tensor?> inputs) => base.Attach(y, inputs);

    public override Tensor?[] Backward(Tensor gradient) =>
        throw new NotSupportedException($"{operation} has first and second derivatives, no third");
}
