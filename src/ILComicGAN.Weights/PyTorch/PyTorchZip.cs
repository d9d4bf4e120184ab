using System.IO.Compression;

namespace ILComicGAN.Weights.PyTorch;

/// <summary>
/// PyTorch's .pth since version 1.6: a zip archive, uncompressed, with the structure in “data.pkl” and one entry per
/// storage.
/// </summary>
internal static class PyTorchZip
{
    private const long LargestPickle = 256 << 20;

    public static WeightFile Read(string path, Stream stream)
    {
        try
        {
            using ZipArchive archive = new(stream, ZipArchiveMode.Read);
            ZipArchiveEntry pickle = archive.Entries.FirstOrDefault(entry => entry.FullName.EndsWith("/data.pkl", StringComparison.Ordinal))
                ?? throw Bad(path, "it has no entry 'data.pkl'; a zip file of another kind");
            string root = pickle.FullName[..^"data.pkl".Length];
            RequireLittleEndian(path, archive, root);
            object? contents = RestrictedUnpickler.Run(Bytes(path, pickle, stream.Length));
            return new WeightFile(
                path, "pytorch", new Dictionary<string, string>(), ReadTensors(path, archive, root, StateOf(path, contents), stream.Length));
        }
        catch (InvalidDataException e)
        {
            throw new WeightFormatException($"The weight file '{path}' is a damaged zip archive; copy or download it again.", e);
        }
        catch (PickleException e)
        {
            throw new WeightFormatException(
                $"The weight file '{path}' is refused: {e.Message}; use a plain state dictionary, or .safetensors.", e);
        }
    }

    private static Dictionary<object, object?> StateOf(string path, object? contents)
    {
        if (contents is not Dictionary<object, object?> dictionary)
        {
            throw Bad(path, "it is not a dictionary of tensors; save the network's state_dict()");
        }

        return dictionary.TryGetValue("state_dict", out object? nested) && nested is Dictionary<object, object?> state
            ? state
            : dictionary;
    }

    private static List<WeightTensor> ReadTensors(
        string path, ZipArchive archive, string root, Dictionary<object, object?> state, long fileLength)
    {
        Dictionary<string, float[]> storages = new(StringComparer.Ordinal);
        List<WeightTensor> tensors = [];
        // Views may repeat elements (stride 0), but all together not grow to more numbers than the file has bytes.
        long budget = fileLength;
        foreach ((object key, object? value) in state)
        {
            if (key is not string name || value is not TensorView view)
            {
                throw Bad(path, $"the entry '{key}' is not a tensor; save the network's state_dict()");
            }

            if (!storages.TryGetValue(view.Storage.Key, out float[]? storage))
            {
                storages.Add(view.Storage.Key, storage = ReadStorage(path, archive, root, view.Storage, fileLength));
            }

            tensors.Add(new WeightTensor(name, Sizes(path, name, view), Copy(path, name, view, storage, ref budget), view.Storage.Type));
        }

        return tensors;
    }

    private static float[] ReadStorage(
        string path, ZipArchive archive, string root, StorageReference storage, long fileLength)
    {
        ZipArchiveEntry entry = archive.GetEntry($"{root}data/{storage.Key}")
            ?? throw Bad(path, $"the storage '{storage.Key}' is missing");
        int size = NumberReader.SizeOf(storage.Type);
        // PyTorch stores without compression, so no entry can be longer than the file: a zip bomb cannot begin.
        if (entry.Length > fileLength || entry.CompressedLength != entry.Length || entry.Length / size < storage.Count || storage.Count > Array.MaxLength)
        {
            throw Bad(path, $"the storage '{storage.Key}' has another length than its tensors need, or is compressed");
        }

        float[] values = new float[storage.Count];
        using Stream data = entry.Open();
        NumberReader.Read(data, storage.Type, values);
        return values;
    }

    private static int[] Sizes(string path, string name, TensorView view) =>
        [.. view.Shape.Select(size => size <= int.MaxValue ? (int)size : throw Bad(path, $"'{name}' has a size that is too large"))];

    /// <summary>The view's elements in row-major order.</summary>
    private static float[] Copy(string path, string name, TensorView view, float[] storage, ref long budget)
    {
        long count = 1;
        long last = view.Offset;
        for (int i = 0; i < view.Shape.Length; i++)
        {
            count = Math.BigMul(count, view.Shape[i], out long low) == 0 && low >= 0 ? low : long.MaxValue;
            if (count > Array.MaxLength)
            {
                throw Bad(path, $"'{name}' has too many elements");
            }

            last = checked(last + (Math.Max(0, view.Shape[i] - 1) * Math.Min(view.Strides[i], int.MaxValue)));
        }

        budget -= count;
        if ((count > 0 && last >= storage.Length) || budget < 0)
        {
            throw Bad(path, $"'{name}' reaches beyond its storage");
        }

        float[] values = new float[count];
        if (count == 0)
        {
            return values;
        }

        long[] at = new long[view.Shape.Length];
        long source = view.Offset;
        for (long i = 0; i < count; i++)
        {
            values[i] = storage[source];
            for (int axis = at.Length - 1; axis >= 0; axis--)
            {
                source += view.Strides[axis];
                if (++at[axis] < view.Shape[axis])
                {
                    break;
                }

                source -= view.Strides[axis] * at[axis];
                at[axis] = 0;
            }
        }

        return values;
    }

    private static void RequireLittleEndian(string path, ZipArchive archive, string root)
    {
        if (archive.GetEntry($"{root}byteorder") is { Length: < 16 } order)
        {
            using StreamReader reader = new(order.Open());
            if (reader.ReadToEnd() != "little")
            {
                throw Bad(path, "its numbers are big-endian; save it on a little-endian machine");
            }
        }
    }

    private static byte[] Bytes(string path, ZipArchiveEntry entry, long fileLength)
    {
        if (entry.Length > Math.Min(LargestPickle, fileLength))
        {
            throw Bad(path, "its structure is longer than the file");
        }

        byte[] bytes = new byte[entry.Length];
        using Stream stream = entry.Open();
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static WeightFormatException Bad(string path, string what) =>
        new($"The weight file '{path}' is not a PyTorch file that can be used: {what}.");
}
