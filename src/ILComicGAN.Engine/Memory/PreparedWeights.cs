using ILComicGAN.Engine.Elementwise;

namespace ILComicGAN.Engine.Memory;

/// <summary>
/// What a device has made of weights for its kernels: packed or transformed, by algorithm. It lasts until the weights are
/// written again or freed, so that a network that only computes prepares its weights once.
/// </summary>
/// <remarks>
/// A form is kept from its second use on: one picture alone is made faster and in less memory without.
/// </remarks>
internal sealed class PreparedWeights
{
    private readonly Lock _lock = new();
    private readonly Dictionary<object, Form> _forms = [];

    private long _preparations;
    private long _reuses;

    /// <summary>How often a form was prepared, and how often a kept one served.</summary>
    public (long Preparations, long Reuses) Counts => (Interlocked.Read(ref _preparations), Interlocked.Read(ref _reuses));

    /// <summary>The weights in one form; the caller disposes the lease, and the form lives at least until then.</summary>
    /// <param name="algorithm">What the form is for: equal keys mean equal forms of the same weights.</param>
    /// <param name="prepare">Makes the form.</param>
    /// <param name="keep">Whether the form may be kept for later uses.</param>
    public Lease<T> Get<T>(object algorithm, Func<T> prepare, bool keep)
        where T : class, IDisposable
    {
        lock (_lock)
        {
            if (_forms.TryGetValue(algorithm, out Form? known) && known.Value is T)
            {
                Interlocked.Increment(ref _reuses);
                return new Lease<T>(known.Use());
            }

            if (known is null && keep)
            {
                // The first use: only noted.
                _forms.Add(algorithm, new Form(null));
                keep = false;
            }
        }

        Interlocked.Increment(ref _preparations);
        Form made = new(prepare());
        Lease<T> lease = new(made.Use());
        if (keep)
        {
            Keep(algorithm, made);
        }

        made.LetGo();
        return lease;
    }

    /// <summary>Forgets all forms.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            foreach (Form form in _forms.Values)
            {
                form.LetGo();
            }

            _forms.Clear();
        }
    }

    private void Keep(object algorithm, Form form)
    {
        lock (_lock)
        {
            // Cleared meanwhile, or another thread was faster: then this one serves its caller only.
            if (_forms.TryGetValue(algorithm, out Form? first) && first.Value is null)
            {
                _forms[algorithm] = form.Use();
            }
        }
    }

    /// <summary>A use of a form.</summary>
    public readonly struct Lease<T> : IDisposable
        where T : class, IDisposable
    {
        private readonly Form _form;

        internal Lease(Form form) => _form = form;

        /// <summary>The form.</summary>
        public T Value => (T)_form.Value!;

        /// <summary>Ends the use.</summary>
        public void Dispose() => _form.LetGo();
    }

    /// <summary>A form and the number of its users.</summary>
    internal sealed class Form(IDisposable? value)
    {
        private int _users = 1;

        public IDisposable? Value => value;

        public Form Use()
        {
            Interlocked.Increment(ref _users);
            return this;
        }

        public void LetGo()
        {
            if (Interlocked.Decrement(ref _users) == 0)
            {
                value?.Dispose();
            }
        }
    }
}
