namespace ILComicGAN.Weights.PyTorch;

/// <summary>The few global names that a file of tensors needs. Everything else is refused by name.</summary>
internal sealed record PickleGlobal(string Name)
{
    /// <summary>An ordered dictionary.</summary>
    public const string OrderedDictionary = "collections.OrderedDict";

    /// <summary>A tensor as a view of a storage.</summary>
    public const string RebuildTensor = "torch._utils._rebuild_tensor_v2";

    /// <summary>A tensor marked as learnable.</summary>
    public const string RebuildParameter = "torch._utils._rebuild_parameter";

    private static readonly Dictionary<string, WeightType> s_storages = new(StringComparer.Ordinal)
    {
        ["torch.FloatStorage"] = WeightType.Float32,
        ["torch.HalfStorage"] = WeightType.Float16,
        ["torch.BFloat16Storage"] = WeightType.BFloat16,
        ["torch.DoubleStorage"] = WeightType.Float64,
        ["torch.LongStorage"] = WeightType.Int64,
        ["torch.IntStorage"] = WeightType.Int32,
        ["torch.ShortStorage"] = WeightType.Int16,
        ["torch.CharStorage"] = WeightType.Int8,
        ["torch.ByteStorage"] = WeightType.UInt8,
        ["torch.BoolStorage"] = WeightType.Bool,
    };

    /// <summary>The type of a storage's numbers, if this is one.</summary>
    public WeightType? StorageType => s_storages.TryGetValue(Name, out WeightType type) ? type : null;

    /// <summary>The global of this name.</summary>
    /// <exception cref="PickleException">It is not on the list.</exception>
    public static PickleGlobal Find(string module, string name)
    {
        PickleGlobal global = new($"{module}.{name}");
        return global.StorageType is not null || global.Name is OrderedDictionary or RebuildTensor or RebuildParameter
            ? global
            : throw new PickleException($"it asks for '{global.Name}', which a file of weights has no use for and which was not run");
    }
}
