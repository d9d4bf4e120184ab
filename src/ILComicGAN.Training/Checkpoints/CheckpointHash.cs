using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using ILComicGAN.Weights;

namespace ILComicGAN.Training.Checkpoints;

/// <summary>SHA-256 of all that a checkpoint says: metadata in the order of their names, tensors in the file's.</summary>
internal static class CheckpointHash
{
    /// <summary>The metadata's name of the hash, which is not part of itself.</summary>
    public const string Key = "sha256";

    public static string Of(IReadOnlyDictionary<string, string> metadata, IEnumerable<WeightTensor> tensors)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((string key, string value) in metadata.Where(entry => entry.Key != Key).OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            Append(hash, key);
            Append(hash, value);
        }

        float[] values = [];
        foreach (WeightTensor tensor in tensors)
        {
            Append(hash, tensor.Name);
            Append(hash, string.Join(',', tensor.Shape.Select(size => size.ToString(CultureInfo.InvariantCulture))));
            if (values.Length < tensor.Count)
            {
                values = new float[tensor.Count];
            }

            Span<float> own = values.AsSpan(0, tensor.Count);
            tensor.CopyTo(own);
            hash.AppendData(MemoryMarshal.AsBytes(own));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Its length goes before a text, so that no two lists of texts look alike.</summary>
    private static void Append(IncrementalHash hash, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        hash.AppendData(BitConverter.GetBytes(bytes.Length));
        hash.AppendData(bytes);
    }
}
