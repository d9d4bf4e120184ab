namespace ILComicGAN.Weights;

/// <summary>What a reader found in a file.</summary>
internal sealed class WeightContents
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>Tensors in the file's order.</summary>
    public List<(string Name, StoredTensor Tensor)> Tensors { get; } = [];

    /// <summary>Text beside the tensors.</summary>
    public Dictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    /// <summary>Sentences on what was left out.</summary>
    public List<string> Notes { get; } = [];

    /// <exception cref="FormatFault">The name is there already.</exception>
    public void Add(string name, StoredTensor tensor)
    {
        if (!_names.Add(name))
        {
            throw new FormatFault($"the name '{Printable.Of(name)}' comes twice");
        }

        Tensors.Add((name, tensor));
    }

    /// <summary>Says what was left out, if anything was.</summary>
    public void NoteLeftOut(List<string> names, string what)
    {
        if (names.Count > 0)
        {
            string more = names.Count > 5 ? ", …" : "";
            Notes.Add($"{names.Count} {what} left out: {string.Join(", ", names.Take(5).Select(Printable.Of))}{more}");
        }
    }
}
