using System.Runtime.InteropServices;
using Google.Protobuf;
using ILComicGAN.Files;

namespace ILComicGAN.Weights.Onnx;

/// <summary>
/// An ONNX model that is put together node by node: values are names, and each node returns the name of what it makes.
/// Operator set 17, the last one in which the reductions take their axes as attributes.
/// </summary>
public class OnnxGraph
{
    private const int IrVersion = 8;
    private const int OperatorSet = 17;

    private readonly GraphProto _graph = new();
    private readonly HashSet<string> _initializers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _nodes = new(StringComparer.Ordinal);

    /// <summary>Creates an empty graph.</summary>
    /// <param name="name">The network's name.</param>
    public OnnxGraph(string name) => _graph.Name = name;

    /// <summary>Declares the float32 input.</summary>
    /// <param name="name">Its name, which is returned.</param>
    /// <param name="sizes">A number for a fixed size, a name for one that each run chooses.</param>
    public string Input(string name, params string[] sizes)
    {
        _graph.Input.Add(Declaration(name, sizes));
        return name;
    }

    /// <summary>Declares a float32 output under a name of its own.</summary>
    /// <param name="value">What a node made.</param>
    /// <param name="name">Its name outside.</param>
    /// <param name="sizes">As for <see cref="Input"/>.</param>
    public void Output(string value, string name, params string[] sizes)
    {
        NodeProto maker = _graph.Node.Last(node => node.Output.Contains(value));
        maker.Output[maker.Output.IndexOf(value)] = name;
        _graph.Output.Add(Declaration(name, sizes));
    }

    /// <summary>Adds a learned tensor; once, if it is asked for again.</summary>
    /// <returns>Its name.</returns>
    public string Weight(WeightTensor tensor)
    {
        if (_initializers.Add(tensor.Name))
        {
            AddInitializer(tensor.Name, tensor.Shape.Select(size => (long)size), TensorProto.Types.DataType.Float, tensor.Values.AsSpan());
        }

        return tensor.Name;
    }

    /// <summary>A vector of integers: sizes, axes.</summary>
    /// <returns>Its name.</returns>
    public string Integers(params long[] values)
    {
        string name = $"int64[{string.Join(',', values)}]";
        if (_initializers.Add(name))
        {
            AddInitializer<long>(name, [values.Length], TensorProto.Types.DataType.Int64, values);
        }

        return name;
    }

    /// <summary>A vector of real numbers; of none dimension if <paramref name="values"/> is one number.</summary>
    /// <returns>Its name.</returns>
    public string Floats(params float[] values)
    {
        string name = $"float[{string.Join(',', values.Select(value => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture)))}]";
        if (_initializers.Add(name))
        {
            AddInitializer<float>(name, values.Length == 1 ? [] : [values.Length], TensorProto.Types.DataType.Float, values);
        }

        return name;
    }

    /// <summary>Adds an operation with one result.</summary>
    /// <param name="operation">ONNX's name of it.</param>
    /// <param name="layer">The layer it belongs to, for the node's name.</param>
    /// <param name="inputs">Names of values; an empty one for an optional input that is left out.</param>
    /// <param name="attributes">Its settings: long, float, string or long[].</param>
    /// <returns>The name of the result.</returns>
    public string Node(string operation, string layer, string[] inputs, params (string Name, object Value)[] attributes)
    {
        string name = $"{layer}/{operation}";
        _nodes[name] = _nodes.GetValueOrDefault(name) + 1;
        name = _nodes[name] == 1 ? name : $"{name}.{_nodes[name]}";
        NodeProto node = new() { OpType = operation, Name = name };
        node.Input.AddRange(inputs);
        node.Output.Add(name);
        node.Attribute.AddRange(attributes.Select(Attribute));
        _graph.Node.Add(node);
        return name;
    }

    /// <summary>Writes the model, replacing the file in one step.</summary>
    /// <param name="path">The .onnx file.</param>
    /// <param name="metadata">Text beside the graph.</param>
    public void Write(string path, IReadOnlyDictionary<string, string> metadata)
    {
        ModelProto model = new()
        {
            IrVersion = IrVersion,
            ProducerName = "ILComicGAN",
            ProducerVersion = typeof(OnnxGraph).Assembly.GetName().Version?.ToString(3) ?? "",
            Graph = _graph,
        };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = OperatorSet });
        model.MetadataProps.AddRange(metadata
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => new StringStringEntryProto { Key = pair.Key, Value = pair.Value }));
        AtomicFile.Write(path, model.WriteTo);
    }

    private static AttributeProto Attribute((string Name, object Value) attribute)
    {
        AttributeProto proto = new() { Name = attribute.Name };
        switch (attribute.Value)
        {
            case long integer:
                (proto.Type, proto.I) = (AttributeProto.Types.AttributeType.Int, integer);
                break;
            case float real:
                (proto.Type, proto.F) = (AttributeProto.Types.AttributeType.Float, real);
                break;
            case string text:
                (proto.Type, proto.S) = (AttributeProto.Types.AttributeType.String, ByteString.CopyFromUtf8(text));
                break;
            case long[] integers:
                proto.Type = AttributeProto.Types.AttributeType.Ints;
                proto.Ints.AddRange(integers);
                break;
            default:
                throw new ArgumentException($"the attribute '{attribute.Name}' has the unsupported type {attribute.Value.GetType()}", nameof(attribute));
        }

        return proto;
    }

    private static ValueInfoProto Declaration(string name, string[] sizes)
    {
        TensorShapeProto shape = new();
        shape.Dim.AddRange(sizes.Select(size => long.TryParse(size, out long number)
            ? new TensorShapeProto.Types.Dimension { DimValue = number }
            : new TensorShapeProto.Types.Dimension { DimParam = size }));
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto
            {
                TensorType = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float, Shape = shape },
            },
        };
    }

    private void AddInitializer<T>(string name, IEnumerable<long> sizes, TensorProto.Types.DataType type, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        // The raw form is little-endian, as are all processors that .NET runs on by default.
        TensorProto tensor = new()
        {
            Name = name,
            DataType = (int)type,
            RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values)),
        };
        tensor.Dims.AddRange(sizes);
        _graph.Initializer.Add(tensor);
    }
}
