using ILComicGAN.Files;
using ILComicGAN.Weights.Files;

namespace ILComicGAN.Weights;

/// <summary>The contents of a weight file of any known format.</summary>
public sealed class WeightFile : IDisposable
{
    private readonly Dictionary<string, WeightTensor> _byName;
    private readonly ByteSource? _source;

    private WeightFile(
        string path,
        string format,
        IReadOnlyDictionary<string, string> metadata,
        IReadOnlyList<WeightTensor> tensors,
        IReadOnlyList<string> notes,
        ByteSource? source)
    {
        (Path, Format, Metadata, Tensors, Notes, _source) = (path, format, metadata, tensors, notes, source);
        _byName = tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
    }

    /// <summary>Where it was read from.</summary>
    public string Path { get; }

    /// <summary>The format's name: “safetensors”, “PyTorch”, “PyTorch before 1.6”, “NumPy”, “npz”, “pickle”, “HDF5” or “ONNX”.</summary>
    public string Format { get; }

    /// <summary>Text that came with the tensors.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensors in the file's order.</summary>
    public IReadOnlyList<WeightTensor> Tensors { get; }

    /// <summary>Sentences on what in the file was left out, for people.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>
    /// Opens a file, whose format is recognized by what is in it, not by its name. Names and shapes are read and
    /// checked; values are read from the file when they are asked for, so keep it open until then.
    /// </summary>
    /// <exception cref="WeightFormatException">It is missing, damaged, hostile or of an unknown format.</exception>
    public static WeightFile Open(string path)
    {
        FileBytes source;
        try
        {
            source = new FileBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new WeightFormatException($"The weight file '{path}' {InputFile.MissingBecause(path)}.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WeightFormatException($"The weight file '{path}' cannot be read: {e.Message.TrimEnd('.')}.", e);
        }

        try
        {
            return Open(path, source);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file, reads all values into memory and closes it.</summary>
    /// <exception cref="WeightFormatException">It is missing, damaged, hostile or of an unknown format.</exception>
    public static WeightFile Read(string path)
    {
        using WeightFile file = Open(path);
        foreach (WeightTensor tensor in file.Tensors)
        {
            _ = tensor.Values;
        }

        return file;
    }

    /// <summary>Finds a tensor by its exact name.</summary>
    public bool TryGet(string name, out WeightTensor? tensor) => _byName.TryGetValue(name, out tensor);

    /// <summary>The same file with other tensors: renamed ones, some of them. It needs this one to stay open.</summary>
    public WeightFile With(IReadOnlyList<WeightTensor> tensors) => new(Path, Format, Metadata, tensors, Notes, source: null);

    /// <summary>Closes the file. Values that were not read cannot be read any more.</summary>
    public void Dispose() => _source?.Dispose();

    /// <summary>Opens bytes; <paramref name="source"/> belongs to the result unless this throws.</summary>
    internal static WeightFile Open(string path, ByteSource source)
    {
        (WeightOrigin origin, WeightContents contents) = WeightFormats.Read(path, source);
        WeightTensor[] tensors = [.. contents.Tensors.Select(entry => new WeightTensor(entry.Name, entry.Tensor, origin))];
        return new WeightFile(path, origin.Format, contents.Metadata, tensors, contents.Notes, source);
    }
}
