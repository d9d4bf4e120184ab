using ILComicGAN.Engine;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Elementwise;

namespace ILComicGAN.Networks.Modules;

/// <summary>
/// Something with learnable parameters: a layer, a block, a network. Children and parameters are named as in a PyTorch
/// state dictionary, so that “r.1.expand.conv.weight” means the same in both.
/// </summary>
public abstract class Module : IDisposable
{
    private readonly List<(string Name, Module Module)> _children = [];
    private Module? _parent;
    private string _name = "";
    private string? _path;
    private readonly List<(string Name, Parameter Parameter)> _parameters = [];
    private readonly List<(string Name, Parameter Buffer)> _buffers = [];

    /// <summary>The name from the network down, “critic.conv0”: where a profile says that time went.</summary>
    public string Path => _path ??= _parent is null
        ? (this as INetwork)?.Name ?? GetType().Name
        : _name.Length == 0 ? _parent.Path
        : $"{_parent.Path}.{_name}";

    /// <summary>All learnable parameters with their full names, in the order of construction.</summary>
    public IEnumerable<(string Name, Parameter Parameter)> NamedParameters => Walk(module => module._parameters);

    /// <summary>All state that is not learned by gradients (the vectors of power iteration), with full names.</summary>
    public IEnumerable<(string Name, Parameter Parameter)> NamedBuffers => Walk(module => module._buffers);

    /// <summary>Everything that a weight file must hold for this module.</summary>
    public IEnumerable<(string Name, Parameter Parameter)> State => NamedParameters.Concat(NamedBuffers);

    /// <summary>All learnable parameters.</summary>
    public IEnumerable<Parameter> Parameters => NamedParameters.Select(named => named.Parameter);

    /// <summary>Number of learnable scalars.</summary>
    public long ParameterCount => Parameters.Sum(parameter => parameter.Count);

    /// <summary>All modules below this one, and itself, of type <typeparamref name="T"/>, with full names.</summary>
    public IEnumerable<(string Name, T Module)> ModulesOf<T>()
    {
        if (this is T self)
        {
            yield return ("", self);
        }

        foreach ((string name, Module child) in _children)
        {
            foreach ((string below, T module) in child.ModulesOf<T>())
            {
                yield return (Join(name, below), module);
            }
        }
    }

    /// <summary>Stops (or resumes) the computation of gradients for all parameters; gradients still flow through.</summary>
    public void Freeze(bool frozen = true)
    {
        foreach (Parameter parameter in Parameters)
        {
            parameter.IsFrozen = frozen;
        }
    }

    /// <summary>Forgets all accumulated gradients.</summary>
    public void ClearGradients()
    {
        foreach (Parameter parameter in Parameters)
        {
            parameter.ClearGradient();
        }
    }

    /// <summary>Frees all parameters.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees all parameters.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing)
        {
            return;
        }

        foreach ((_, Module child) in _children)
        {
            child.Dispose();
        }

        foreach ((_, Parameter parameter) in _parameters.Concat(_buffers))
        {
            parameter.Dispose();
        }
    }

    /// <summary>Adds a part. A part with an empty name passes its parameters on under their own names.</summary>
    protected T Child<T>(string name, T module)
        where T : Module
    {
        _children.Add((name, module));
        (module._parent, module._name) = (this, name);
        return module;
    }

    /// <summary>Adds a learnable tensor.</summary>
    protected Parameter Learn(string name, Parameter parameter)
    {
        _parameters.Add((name, parameter));
        return parameter;
    }

    /// <summary>Adds state that is saved but not learned.</summary>
    protected Parameter Buffer(string name, Parameter buffer)
    {
        buffer.IsFrozen = true;
        _buffers.Add((name, buffer));
        return buffer;
    }

    private static string Join(string parent, string child) =>
        parent.Length == 0 ? child : child.Length == 0 ? parent : $"{parent}.{child}";

    private IEnumerable<(string Name, Parameter Parameter)> Walk(Func<Module, List<(string, Parameter)>> list)
    {
        foreach ((string name, Parameter parameter) in list(this))
        {
            yield return (name, parameter);
        }

        foreach ((string childName, Module child) in _children)
        {
            foreach ((string name, Parameter parameter) in child.Walk(list))
            {
                yield return (Join(childName, name), parameter);
            }
        }
    }
}
