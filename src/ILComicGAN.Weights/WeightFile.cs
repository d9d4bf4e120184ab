using System.Text;
using ILComicGAN.Weights.PyTorch;

namespace ILComicGAN.Weights;

/// <summary>The contents of a weight file of any known format.</summary>
public sealed class WeightFile
{
    private readonly Dictionary<string, WeightTensor> _byName;

    internal WeightFile(
        string path, string format, IReadOnlyDictionary<string, string> metadata, IReadOnlyList<WeightTensor> tensors)
    {
        (Path, Format, Metadata, Tensors) = (path, format, metadata, tensors);
        _byName = tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
    }

    /// <summary>Where it was read from.</summary>
    public string Path { get; }

    /// <summary>“safetensors” or “pytorch”.</summary>
    public string Format { get; }

    /// <summary>Text that came with the tensors.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensors in the file's order.</summary>
    public IReadOnlyList<WeightTensor> Tensors { get; }

    /// <summary>Reads a file; its format is recognized by what is in it, not by its name.</summary>
    /// <exception cref="WeightFormatException">It is missing, damaged, hostile or of an unknown format.</exception>
    public static WeightFile Read(string path)
    {
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
            byte[] start = new byte[(int)Math.Min(stream.Length, 64)];
            stream.ReadExactly(start);
            stream.Position = 0;
            return Recognize(path, start) switch
            {
                Kind.Zip => PyTorchZip.Read(path, stream),
                Kind.Safetensors => Safetensors.Read(path, stream),
                _ => throw new WeightFormatException(Explain(path, start)),
            };
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new WeightFormatException($"The weight file '{path}' does not exist; check the path.", e);
        }
        catch (EndOfStreamException e)
        {
            throw new WeightFormatException($"The weight file '{path}' ends too early; copy or download it again.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WeightFormatException($"The weight file '{path}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Finds a tensor by its exact name.</summary>
    public bool TryGet(string name, out WeightTensor? tensor) => _byName.TryGetValue(name, out tensor);

    private enum Kind
    {
        Unknown,
        Zip,
        Safetensors,
    }

    private static Kind Recognize(string path, ReadOnlySpan<byte> start)
    {
        if (start.StartsWith("PK\u0003\u0004"u8))
        {
            return Kind.Zip;
        }

        // Eight bytes of length, then the header's JSON. A header of a terabyte would still look like this.
        return start.Length > 8 && start[8] == (byte)'{' ? Kind.Safetensors : Kind.Unknown;
    }

    private static string Explain(string path, ReadOnlySpan<byte> start)
    {
        if (start.Length == 0)
        {
            return $"The weight file '{path}' is empty; copy or download it again.";
        }

        if (start[0] == 0x80)
        {
            return $"The weight file '{path}' is a bare pickle (PyTorch before 1.6, or NumPy); save it again with a newer "
                + "torch.save, or as .safetensors.";
        }

        string text = Encoding.Latin1.GetString(start);
        if (text.StartsWith("version https://git-lfs", StringComparison.Ordinal))
        {
            return $"The weight file '{path}' is only a Git LFS pointer; fetch the file itself with 'git lfs pull'.";
        }

        return text.TrimStart().StartsWith('<')
            ? $"The weight file '{path}' is a web page, not weights; download the file itself."
            : $"The weight file '{path}' has an unknown format; .safetensors and PyTorch's .pth can be read.";
    }
}
