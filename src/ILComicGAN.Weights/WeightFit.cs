namespace ILComicGAN.Weights;

/// <summary>Compares a weight file with what a network needs.</summary>
public static class WeightFit
{
    private const int Listed = 10;

    /// <summary>Throws unless the file has every expected tensor in its shape, and no others.</summary>
    /// <param name="file">What there is.</param>
    /// <param name="networkName">What messages call the network.</param>
    /// <param name="expected">What there must be.</param>
    /// <param name="ignoreUnexpected">Names in the file that do no harm.</param>
    /// <exception cref="WeightFormatException">Lists what is missing, unexpected and misshapen.</exception>
    public static void Require(
        WeightFile file,
        string networkName,
        IEnumerable<(string Name, IReadOnlyList<int> Shape)> expected,
        Func<string, bool>? ignoreUnexpected = null)
    {
        List<string> missing = [];
        List<string> misshapen = [];
        HashSet<string> known = new(StringComparer.Ordinal);
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
        }

        string[] unexpected = [.. file.Tensors
            .Where(tensor => !known.Contains(tensor.Name) && !(ignoreUnexpected?.Invoke(tensor.Name) ?? false))
            .Select(tensor => $"{tensor.Name} {Text(tensor.Shape)}")];
        if (missing.Count + misshapen.Count + unexpected.Length == 0)
        {
            return;
        }

        string[] parts = [.. new[] { Part(missing, "missing"), Part(unexpected, "unexpected"), Part(misshapen, "misshapen") }
            .Where(part => part.Length > 0)];
        throw new WeightFormatException(
            $"The weights '{file.Path}' do not fit {networkName}: {string.Join("; ", parts)}.");
    }

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
