namespace ILComicGAN.Weights.Pickle;

/// <summary>NumPy's description of an array's elements, from “&lt;f4” or a pickled dtype.</summary>
internal sealed class NumPyType
{
    private static readonly Dictionary<string, WeightType> s_types = new(StringComparer.Ordinal)
    {
        ["f4"] = WeightType.Float32,
        ["f2"] = WeightType.Float16,
        ["f8"] = WeightType.Float64,
        ["i8"] = WeightType.Int64,
        ["i4"] = WeightType.Int32,
        ["i2"] = WeightType.Int16,
        ["i1"] = WeightType.Int8,
        ["u8"] = WeightType.UInt64,
        ["u4"] = WeightType.UInt32,
        ["u2"] = WeightType.UInt16,
        ["u1"] = WeightType.UInt8,
        ["b1"] = WeightType.Bool,
    };

    private NumPyType(string name, WeightType? type, bool isObject) => (Name, Type, IsObject) = (name, type, isObject);

    /// <summary>As in the file.</summary>
    public string Name { get; }

    /// <summary>Null if the elements are not numbers that weights are made of.</summary>
    public WeightType? Type { get; }

    /// <summary>Whether the elements are Python objects.</summary>
    public bool IsObject { get; }

    /// <summary>Whether numbers begin with their highest byte.</summary>
    public bool BigEndian { get; set; }

    /// <summary>A type as “&lt;f4”, “f4” or “O8”.</summary>
    public static NumPyType Parse(string name)
    {
        string bare = name.TrimStart('<', '>', '|', '=');
        return new NumPyType(name, s_types.TryGetValue(bare, out WeightType type) ? type : null, bare.StartsWith('O'))
        {
            BigEndian = name.StartsWith('>'),
        };
    }
}
