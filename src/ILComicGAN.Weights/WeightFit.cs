using ILComicGAN.Weights.Files;

namespace ILComicGAN.Weights;

/// <summary>How well a weight file fits what a network needs, tensor by tensor.</summary>
public sealed class WeightFit
{
    private const int Listed = 10;

    private WeightFit(
        int matching, IReadOnlyList<string> missing, IReadOnlyList<string> misshapen, IReadOnlyList<string> unexpected) =>
        (Matching, Missing, Misshapen, Unexpected) = (matching, missing, misshapen, unexpected);

    /// <summary>Tensors that are there in the right shape.</summary>
    public int Matching { get; }

    /// <summary>Tensors that the network needs and the file lacks, with their shapes.</summary>
    public IReadOnlyList<string> Missing { get; }

    /// <summary>Tensors of another shape, with both.</summary>
    public IReadOnlyList<string> Misshapen { get; }

    /// <summary>Tensors that the network has no use for, with their shapes.</summary>
    public IReadOnlyList<string> Unexpected { get; }

    /// <summary>Whether the file has every tensor in its shape, and no others.</summary>
    public bool IsExact => Missing.Count + Misshapen.Count + Unexpected.Count == 0;

    /// <summary>Whether the network can be loaded; tensors of others are allowed.</summary>
    public bool IsComplete => Missing.Count + Misshapen.Count == 0;

    /// <summary>Compares a file with what a network needs.</summary>
    /// <param name="file">What there is.</param>
    /// <param name="expected">What there must be, by the file's names.</param>
    /// <param name="ignoreUnexpected">Names in the file that do no harm.</param>
    public static WeightFit Of(
        WeightFile file,
        IEnumerable<(string Name, IReadOnlyList<int> Shape)> expected,
        Func<string, bool>? ignoreUnexpected = null)
    {
        List<string> missing = [];
        List<string> misshapen = [];
        HashSet<string> known = new(StringComparer.Ordinal);
        int matching = 0;
        foreach ((string name, IReadOnlyList<int> shape) in expected)
        {
            known.Add(name);
            if (!file.TryGet(name, out WeightTensor? tensor))
            {
                missing.Add($"{name} {Text(shape)}");
            }
            else if (!tensor!.Shape.SequenceEqual(shape))
            {
                misshapen.Add($"{name} (file {Text(tensor.Shape)}, network {Text(shape)})");
            }
            else
            {
                matching++;
            }
        }

        string[] unexpected = [.. file.Tensors
            .Where(tensor => !known.Contains(tensor.Name) && !(ignoreUnexpected?.Invoke(tensor.Name) ?? false))
            .Select(tensor => $"{Printable.Of(tensor.Name)} {Text(tensor.Shape)}")];
        return new WeightFit(matching, missing, misshapen, unexpected);
    }

    /// <summary>Throws unless the file has every expected tensor in its shape, and no others.</summary>
    /// <param name="file">What there is.</param>
    /// <param name="networkName">What messages call the network.</param>
    /// <param name="expected">What there must be, by the file's names.</param>
    /// <param name="ignoreUnexpected">Names in the file that do no harm.</param>
    /// <exception cref="WeightFormatException">Lists what is missing, unexpected and misshapen.</exception>
    public static void Require(
        WeightFile file,
        string networkName,
        IEnumerable<(string Name, IReadOnlyList<int> Shape)> expected,
        Func<string, bool>? ignoreUnexpected = null)
    {
        WeightFit fit = Of(file, expected, ignoreUnexpected);
        if (!fit.IsExact)
        {
            throw new WeightFormatException(
                $"The weights '{file.Path}' do not fit {networkName}: {fit.Describe()}; 'weights inspect' shows what the file fits.");
        }
    }

    /// <summary>What differs, in one line; long lists are cut.</summary>
    public string Describe() => string.Join(
        "; ",
        new[] { Part(Missing, "missing"), Part(Unexpected, "unexpected"), Part(Misshapen, "misshapen") }.Where(part => part.Length > 0));

    private static string Part(IReadOnlyCollection<string> entries, string what)
    {
        if (entries.Count == 0)
        {
            return "";
        }

        string more = entries.Count > Listed ? ", …" : "";
        return $"{entries.Count} {what} ({string.Join(", ", entries.Take(Listed))}{more})";
    }

    private static string Text(IEnumerable<int> shape) => $"[{string.Join(", ", shape)}]";
}
