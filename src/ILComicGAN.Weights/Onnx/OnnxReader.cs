using System.Text;
using ILComicGAN.Weights.Files;

namespace ILComicGAN.Weights.Onnx;

/// <summary>
/// Reads the initializers of an ONNX model: the weights, not the graph. The file is walked field by field, so that
/// arrays stay in it until they are asked for.
/// </summary>
internal static class OnnxReader
{
    // Field numbers of onnx.proto.
    private const int ModelIrVersion = 1, ModelProducer = 2, ModelGraph = 7, ModelMetadata = 14;
    private const int GraphInitializer = 5;
    private const int TensorDims = 1, TensorType = 2, TensorFloats = 4, TensorInts = 5, TensorLongs = 7, TensorName = 8,
        TensorRaw = 9, TensorDoubles = 10, TensorExternal = 13, TensorLocation = 14;
    private const int MetadataKey = 1, MetadataValue = 2;
    private const int LongestText = 1 << 16;

    private static readonly Dictionary<ulong, WeightType> s_types = new()
    {
        [1] = WeightType.Float32,
        [2] = WeightType.UInt8,
        [3] = WeightType.Int8,
        [4] = WeightType.UInt16,
        [5] = WeightType.Int16,
        [6] = WeightType.Int32,
        [7] = WeightType.Int64,
        [9] = WeightType.Bool,
        [10] = WeightType.Float16,
        [11] = WeightType.Float64,
        [12] = WeightType.UInt32,
        [13] = WeightType.UInt64,
        [16] = WeightType.BFloat16,
    };

    /// <summary>A model begins with its version, a small number; there is no better sign.</summary>
    public static bool Is(ReadOnlySpan<byte> start) => start.Length > 2 && start[0] == (ModelIrVersion << 3) && start[1] is > 0 and < 64;

    public static WeightContents Read(ByteSource source)
    {
        WeightContents contents = new(source.Budget);
        ByteCursor cursor = new(source);
        LeftOut others = new();
        bool graphFound = false;
        WireCursor model = new(cursor, source.Length);
        while (model.Next())
        {
            long next = cursor.Position;
            if (model is { Field: ModelProducer, Length: >= 0 })
            {
                contents.AddMetadata("producer", Text(cursor, model.Start, model.Length));
            }
            else if (model is { Field: ModelMetadata, Length: >= 0 })
            {
                ReadMetadata(cursor, model.Start, model.Length, contents);
            }
            else if (model is { Field: ModelGraph, Length: >= 0 })
            {
                graphFound = !graphFound ? true : throw new FormatFault("it has two graphs");
                ReadGraph(cursor, model.Start, model.Length, contents, others);
            }

            cursor.Position = next;
        }

        contents.NoteLeftOut(others, "initializers that are no arrays of numbers");
        return graphFound ? contents : throw new FormatFault("it has no graph");
    }

    private static void ReadGraph(ByteCursor cursor, long start, long length, WeightContents contents, LeftOut others)
    {
        cursor.Position = start;
        WireCursor graph = new(cursor, start + length);
        while (graph.Next())
        {
            if (graph is { Field: GraphInitializer, Length: >= 0 })
            {
                long next = cursor.Position;
                ReadTensor(cursor, graph.Start, graph.Length, contents, others);
                cursor.Position = next;
            }
        }
    }

    private static void ReadTensor(ByteCursor cursor, long start, long length, WeightContents contents, LeftOut others)
    {
        cursor.Position = start;
        WireCursor tensor = new(cursor, start + length);
        List<long> shape = [];
        string name = "";
        ulong type = 0;
        FileRegion? data = null;
        bool typed = false;
        while (tensor.Next())
        {
            switch (tensor.Field)
            {
                case TensorDims when tensor.Length < 0:
                    shape.Add(Size(tensor.Number, shape));
                    break;
                case TensorDims:
                    long end = cursor.Position;
                    for (cursor.Position = tensor.Start; cursor.Position < end;)
                    {
                        shape.Add(Size(WireCursor.Varint(cursor), shape));
                    }

                    break;
                case TensorType:
                    type = tensor.Number;
                    break;
                case TensorName when tensor.Length >= 0:
                    long next = cursor.Position;
                    name = Text(cursor, tensor.Start, tensor.Length);
                    cursor.Position = next;
                    break;
                case TensorRaw or TensorFloats or TensorDoubles when tensor.Length >= 0 && data is null:
                    data = new FileRegion(cursor.Source, tensor.Start, tensor.Length);
                    break;
                case TensorRaw or TensorFloats or TensorDoubles:
                    throw new FormatFault("an initializer's data comes in pieces", "export it with raw data");
                case TensorInts or TensorLongs:
                    typed = true;
                    break;
                case TensorExternal or TensorLocation when tensor.Length >= 0 || tensor.Number == 1:
                    throw new FormatFault("its weights are in another file", "save it as one file, without external data");
            }
        }

        if (!s_types.TryGetValue(type, out WeightType stored) || (typed && data is null))
        {
            // Integers in variable-length form are shapes and indices, not weights.
            others.Add(name);
            return;
        }

        data ??= new FileRegion(cursor.Source, start, 0);
        StoredTensor view = StoredTensor.View(data, stored, [.. shape]);
        contents.Add(
            name,
            (long)view.Count * NumberReader.SizeOf(stored) == data.Length
                ? view
                : throw new FormatFault($"the data of '{Printable.Of(name)}' has another length than its shape"));
    }

    private static long Size(ulong size, List<long> shape) =>
        shape.Count < 32 && size <= int.MaxValue ? (long)size : throw new FormatFault("an initializer has a negative or too large size");

    private static void ReadMetadata(ByteCursor cursor, long start, long length, WeightContents contents)
    {
        cursor.Position = start;
        WireCursor entry = new(cursor, start + length);
        (string key, string value) = ("", "");
        while (entry.Next())
        {
            long next = cursor.Position;
            if (entry is { Field: MetadataKey, Length: >= 0 })
            {
                key = Text(cursor, entry.Start, entry.Length);
            }
            else if (entry is { Field: MetadataValue, Length: >= 0 })
            {
                value = Text(cursor, entry.Start, entry.Length);
            }

            cursor.Position = next;
        }

        contents.AddMetadata(key, value);
    }

    private static string Text(ByteCursor cursor, long start, long length)
    {
        if (length > LongestText)
        {
            throw new FormatFault($"a text would be {length:N0} bytes long");
        }

        cursor.Position = start;
        return Encoding.UTF8.GetString(cursor.Take((int)length));
    }
}
