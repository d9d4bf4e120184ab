using ILComicGAN.Weights.Files;

namespace ILComicGAN.Weights.Pickle;

/// <summary>The few global names that a file of tensors needs. Everything else is refused by name.</summary>
/// <param name="Name">With its module.</param>
/// <param name="Function">What it stands for.</param>
/// <param name="Type">Of a storage or tensor class.</param>
internal sealed record PickleGlobal(string Name, PickleFunction Function, WeightType? Type = null)
{
    private static readonly Dictionary<string, PickleGlobal> s_known = Known().ToDictionary(global => global.Name, StringComparer.Ordinal);

    /// <summary>The global of this name.</summary>
    /// <exception cref="FormatFault">It is not on the list.</exception>
    public static PickleGlobal Find(string module, string name) =>
        s_known.TryGetValue($"{module}.{name}", out PickleGlobal? global)
            ? global
            : throw PickleMachine.Refused(
                $"it asks for '{Printable.Of($"{module}.{name}")}', which a file of weights has no use for and which was not run");

    private static IEnumerable<PickleGlobal> Known()
    {
        yield return new("collections.OrderedDict", PickleFunction.OrderedDictionary);
        yield return new("torch._utils._rebuild_tensor", PickleFunction.RebuildTensor);
        yield return new("torch._utils._rebuild_tensor_v2", PickleFunction.RebuildTensor);
        yield return new("torch._utils._rebuild_parameter", PickleFunction.Unwrap);
        yield return new("torch._utils._rebuild_parameter_with_state", PickleFunction.Unwrap);
        yield return new("torch.nn.parameter.Parameter", PickleFunction.Unwrap);
        yield return new("torch.autograd.variable.Variable", PickleFunction.Unwrap);
        yield return new("torch.Size", PickleFunction.Size);
        foreach ((string name, WeightType type) in new[]
        {
            ("Float", WeightType.Float32), ("Half", WeightType.Float16), ("BFloat16", WeightType.BFloat16), ("Double", WeightType.Float64),
            ("Long", WeightType.Int64), ("Int", WeightType.Int32), ("Short", WeightType.Int16), ("Char", WeightType.Int8),
            ("Byte", WeightType.UInt8), ("Bool", WeightType.Bool),
        })
        {
            foreach (string place in new[] { "torch", "torch.cuda" })
            {
                yield return new($"{place}.{name}Storage", PickleFunction.Storage, type);
                yield return new($"{place}.{name}Tensor", PickleFunction.EmptyTensor, type);
            }
        }

        // NumPy 2 moved its core.
        foreach (string core in new[] { "numpy.core", "numpy._core" })
        {
            yield return new($"{core}.multiarray._reconstruct", PickleFunction.EmptyArray);
            yield return new($"{core}.multiarray.scalar", PickleFunction.Scalar);
            yield return new($"{core}.numeric._frombuffer", PickleFunction.ArrayFromBytes);
        }

        yield return new("__builtin__.bytes", PickleFunction.EmptyBytes);
        yield return new("builtins.bytes", PickleFunction.EmptyBytes);
        yield return new("numpy.dtype", PickleFunction.ArrayType);
        yield return new("numpy.ndarray", PickleFunction.ArrayClass);
        yield return new("_codecs.encode", PickleFunction.Encode);
    }
}
