using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Elementwise;

namespace ILComicGAN.Engine.Operations.Recomputation;

/// <summary>
/// A whole block of operations of which only the input is kept: its gradient computes the block once more. The same
/// operations run on the same values both times, so gradients have the same bits as without.
/// </summary>
internal sealed class RecomputedFunction : Function
{
    private readonly Func<Tensor, Tensor> _block;
    private readonly Parameter[] _parameters;
    private Tensor? _x;

    private RecomputedFunction(Func<Tensor, Tensor> block, Parameter[] parameters) => (_block, _parameters) = (block, parameters);

    public static Tensor Forward(Func<Tensor, Tensor> block, Tensor x, IEnumerable<Parameter> parameters)
    {
        if (!GradientRecording.IsEnabled)
        {
            return block(x);
        }

        Parameter[] learned = [.. parameters.Where(parameter => parameter.RequiresGradient)];
        if (learned.Length == 0 && !x.RequiresGradient)
        {
            return block(x);
        }

        Tensor y;
        using (TensorScope scope = new())
        {
            // Recorded, although the graph ends with the scope: some operations are computed otherwise where no gradient is.
            y = scope.Keep(block(Start(x)));
        }

        RecomputedFunction function = new(block, learned);
        function.Attach(y, [x, .. learned]);
        function._x = function.Save(x);
        return y;
    }

    public override Tensor?[] Backward(Tensor gradient)
    {
        if (GradientRecording.IsEnabled)
        {
            throw new NotSupportedException("a recomputed block has first derivatives only; compute it without recomputation");
        }

        List<Tensor> targets = [];
        Tensor?[] gradients = new Tensor?[_parameters.Length + 1];
        Tensor[] found;
        using (Pause recording = GradientRecording.Set(paused: false))
        {
            Tensor start = Start(_x!);
            for (int i = 0; i < gradients.Length; i++)
            {
                if (Wanted[i])
                {
                    targets.Add(i == 0 ? start : _parameters[i - 1]);
                }
            }

            found = Gradients.Of(_block(start), targets, gradient);
        }

        for (int i = 0, next = 0; i < gradients.Length; i++)
        {
            gradients[i] = Wanted[i] ? found[next++] : null;
        }

        return gradients;
    }

    /// <summary>x cut off from what made it.</summary>
    private static Tensor Start(Tensor x) => x.RequiresGradient ? x.AsLeaf() : x.Detach();
}
