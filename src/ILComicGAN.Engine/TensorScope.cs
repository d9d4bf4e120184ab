using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Elementwise;

namespace ILComicGAN.Engine;

/// <summary>
/// Owns the tensors and the graph that are made on this thread while it is open, and frees them when it is disposed.
/// </summary>
/// <example><code>
/// using TensorScope scope = new();
/// Tensor loss = Functional.Mean(Functional.Abs(generator.Forward(photo) - photo));
/// Gradients.Backward(loss);
/// </code></example>
public sealed class TensorScope : IDisposable
{
    [ThreadStatic]
    private static TensorScope? s_current;

    private readonly TensorScope? _parent;
    private readonly bool _passGraphOn;
    private readonly List<Tensor> _tensors = [];
    private readonly List<Function> _functions = [];
    private readonly HashSet<Tensor> _kept = new(ReferenceEqualityComparer.Instance);
    private bool _disposed;

    /// <summary>Opens a scope inside the current one.</summary>
    public TensorScope()
        : this(passGraphOn: false)
    {
    }

    /// <summary>
    /// With <paramref name="passGraphOn"/>, what the block recorded for gradients outlives it, in the parent scope;
    /// only the handles of tensors that were not kept are freed. Layers open such a scope, so that an intermediate
    /// value lives exactly as long as some gradient needs it.
    /// </summary>
    public TensorScope(bool passGraphOn)
    {
        _parent = s_current;
        _passGraphOn = passGraphOn;
        s_current = this;
    }

    /// <summary>The innermost open scope of this thread.</summary>
    internal static TensorScope? Current => s_current;

    /// <summary>
    /// Lets <paramref name="tensor"/> outlive the scope: the parent scope owns it, or the caller where there is none.
    /// Unless the scope passes its graph on, it is a constant outside.
    /// </summary>
    public Tensor Keep(Tensor tensor)
    {
        _kept.Add(tensor);
        return tensor;
    }

    /// <summary>Frees everything that was not kept and makes the parent scope current.</summary>
    /// <exception cref="InvalidOperationException">An inner scope is still open.</exception>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        if (s_current != this)
        {
            throw new InvalidOperationException("tensor scopes must be disposed innermost first, on their own thread");
        }

        _disposed = true;
        s_current = _parent;
        foreach (Tensor tensor in _tensors)
        {
            if (!_kept.Contains(tensor))
            {
                tensor.Dispose();
                continue;
            }

            _parent?.Register(tensor);
            if (!_passGraphOn)
            {
                tensor.Slot = null;
            }
        }

        foreach (Function function in _functions)
        {
            if (_passGraphOn && _parent is not null)
            {
                _parent.Register(function);
            }
            else
            {
                function.Release();
            }
        }
    }

    internal void Register(Tensor tensor) => _tensors.Add(tensor);

    internal void Register(Function function) => _functions.Add(function);
}
