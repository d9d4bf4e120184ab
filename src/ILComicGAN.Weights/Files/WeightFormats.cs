using System.Text;
using ILComicGAN.Weights.Hdf5;
using ILComicGAN.Weights.NumPy;
using ILComicGAN.Weights.Onnx;
using ILComicGAN.Weights.PyTorch;
using ILComicGAN.Weights.Zip;

namespace ILComicGAN.Weights.Files;

/// <summary>Recognizes a format by the file's first bytes and hands it to its reader.</summary>
internal static class WeightFormats
{
    /// <summary>What can be read, for messages.</summary>
    private const string Readable =
        ".safetensors, PyTorch's .pth and .pt, NumPy's .npy and .npz, Keras' .h5 and .onnx can be read";

    /// <summary>The instruction that pickles since protocol 2 begin with.</summary>
    private const byte Protocol = 0x80;

    /// <exception cref="WeightFormatException">The file is damaged, hostile or of an unknown format.</exception>
    public static (WeightOrigin Origin, WeightContents Contents) Read(string path, ByteSource source)
    {
        byte[] start = new byte[(int)Math.Min(source.Length, 512)];
        new WeightOrigin(path, "weight").Explain(() =>
        {
            source.Read(0, start);
            return 0;
        });
        if (start.AsSpan().StartsWith("PK\u0003\u0004"u8))
        {
            ZipDirectory zip = new WeightOrigin(path, "zip").Explain(() => ZipDirectory.Read(source));
            return NpzFile.Is(zip) ? By("npz", () => NpzFile.Read(zip)) : By("PyTorch", () => PyTorchZip.Read(zip));
        }

        if (start.AsSpan().StartsWith(NpyFile.Magic))
        {
            return By("NumPy", () => NpyFile.Read(source));
        }

        if (start.AsSpan().StartsWith(Hdf5File.Magic))
        {
            return By("HDF5", () => Hdf5File.Read(source));
        }

        // Eight bytes of length, then the header's JSON. A header of a terabyte would still look like this; but a length
        // that begins as a pickle does must be possible.
        if (start.Length > 8 && start[8] == (byte)'{' && (start[0] != Protocol || BitConverter.ToUInt64(start) < (ulong)source.Length))
        {
            return By("safetensors", () => SafetensorsReader.Read(source));
        }

        if (start.Length > 0 && start[0] == Protocol)
        {
            return PyTorchStream.Is(start)
                ? By("PyTorch before 1.6", () => PyTorchStream.Read(source))
                : By("pickle", () => NpyFile.ReadPickle(source, 0));
        }

        return OnnxReader.Is(start)
            ? By("ONNX", () => OnnxReader.Read(source))
            : throw new WeightFormatException(Explain(path, start));

        (WeightOrigin Origin, WeightContents Contents) By(string format, Func<WeightContents> read)
        {
            WeightOrigin origin = new(path, format);
            return (origin, origin.Explain(read));
        }
    }

    private static string Explain(string path, ReadOnlySpan<byte> start)
    {
        if (start.Length == 0)
        {
            return $"The weight file '{path}' is empty; copy or download it again.";
        }

        string text = Encoding.Latin1.GetString(start);
        if (text.StartsWith("version https://git-lfs", StringComparison.Ordinal))
        {
            return $"The weight file '{path}' is only a Git LFS pointer; fetch the file itself with 'git lfs pull'.";
        }

        if (text.StartsWith("GGUF", StringComparison.Ordinal))
        {
            return $"The weight file '{path}' is a GGUF file of a language model; {Readable}.";
        }

        if (text.Length > 262 && text.AsSpan(257, 5).SequenceEqual("ustar"))
        {
            return $"The weight file '{path}' is a tar archive, as PyTorch wrote before 0.2; load it there and save it again, or unpack it.";
        }

        return text.TrimStart().StartsWith('<')
            ? $"The weight file '{path}' is a web page, not weights; download the file itself."
            : $"The weight file '{path}' has an unknown format; {Readable}.";
    }
}
