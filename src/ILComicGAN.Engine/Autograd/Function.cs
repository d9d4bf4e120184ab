using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Profiling;

namespace ILComicGAN.Engine.Autograd;

/// <summary>
/// One recorded operation: what it needs for its gradient, and the gradient itself, written in differentiable
/// operations so that it can be differentiated again.
/// </summary>
internal abstract class Function
{
    private static long s_sequence;

    private readonly List<Tensor> _saved = [];
    private GradientSlot?[] _inputs = [];
    private bool _released;

    /// <summary>The layer whose forward pass recorded this, for profiles.</summary>
    public string? Layer { get; } = Profiling.ProfileScope.Layer;

    /// <summary>0 for what a forward pass recorded, 1 for what its gradients did.</summary>
    public int Order { get; } = Profiling.ProfileScope.Order;

    /// <summary>Order of recording; an operation always comes after those that made its inputs.</summary>
    public long Sequence { get; } = Interlocked.Increment(ref s_sequence);

    /// <summary>The slots of the inputs; null where no gradient is wanted.</summary>
    public IReadOnlyList<GradientSlot?> Inputs => _inputs;

    /// <summary>Which inputs this run of gradients asks for.</summary>
    public bool[] Wanted { get; private set; } = [];

    /// <summary>
    /// Gradients of the inputs, given the one of the output; an entry whose <see cref="Wanted"/> is false may be null.
    /// </summary>
    public abstract Tensor?[] Backward(Tensor gradient);

    /// <summary>Throws where the saved tensors are gone.</summary>
    public void RequireSaved()
    {
        if (_released)
        {
            throw new InvalidOperationException(
                "this graph was already used for gradients and freed; ask the first time with createGraph or retainGraph");
        }
    }

    /// <summary>Frees the saved tensors.</summary>
    public void Release()
    {
        _released = true;
        foreach (Tensor tensor in _saved)
        {
            tensor.Dispose();
        }

        _saved.Clear();
    }

    /// <summary>Whether an operation on these inputs must be recorded.</summary>
    protected static bool IsRecorded(params ReadOnlySpan<Tensor?> inputs)
    {
        if (!GradientRecording.IsEnabled)
        {
            return false;
        }

        foreach (Tensor? input in inputs)
        {
            if (input is { RequiresGradient: true })
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Makes <paramref name="y"/> the result of this operation on <paramref name="inputs"/>.</summary>
    protected Tensor Attach(Tensor y, params ReadOnlySpan<Tensor?> inputs)
    {
        if (TensorScope.Current is not { } scope)
        {
            y.Dispose();
            Release();
            throw new InvalidOperationException(
                "operations on tensors that require gradients need an open TensorScope, which owns the recorded graph");
        }

        scope.Register(this);
        _inputs = new GradientSlot?[inputs.Length];
        Wanted = new bool[inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            _inputs[i] = inputs[i]?.Slot;
            Wanted[i] = _inputs[i] is not null;
        }

        y.Slot = new GradientSlot(this);
        return y;
    }

    /// <summary>
    /// Keeps a tensor's values and place in the graph until <see cref="Release"/>. Inputs are saved before the operation is
    /// submitted: what is saved is needed again, and no operation on the way makes it superfluous.
    /// </summary>
    internal Tensor Save(Tensor tensor)
    {
        Tensor handle = tensor.Share(scoped: false);
        _saved.Add(handle);
        return handle;
    }
}
