namespace ILComicGAN.Weights.Files;

/// <summary>What a reader found in a file.</summary>
/// <param name="budget">What it may cost.</param>
internal sealed class WeightContents(ReadingBudget budget)
{
    /// <summary>Bytes and nanoseconds of a tensor beside its name and values: its objects, and its places in tables.</summary>
    private const int TensorBytes = 500, TensorTime = 5_000;

    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);

    /// <summary>Tensors in the file's order.</summary>
    public List<(string Name, StoredTensor Tensor)> Tensors { get; } = [];

    /// <summary>Text beside the tensors.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>Sentences on what was left out.</summary>
    public List<string> Notes { get; } = [];

    /// <exception cref="FormatFault">The name is there already or too long, or there are too many.</exception>
    public void Add(string name, StoredTensor tensor)
    {
        if (name.Length > ReadingBudget.LongestName)
        {
            throw new FormatFault($"the name '{Printable.Of(name)}' has {name.Length:N0} characters", "use shorter names");
        }

        if (Tensors.Count == ReadingBudget.MostTensors)
        {
            throw new FormatFault($"it has more than {ReadingBudget.MostTensors:N0} tensors", "use fewer");
        }

        budget.Keep(TensorBytes + (2L * name.Length) + (4L * tensor.Count));
        budget.Work(TensorTime + tensor.ReadingTime);
        budget.KeepForAWhile(tensor.UnpackedBytes);
        if (!_names.Add(name))
        {
            throw new FormatFault($"the name '{Printable.Of(name)}' comes twice");
        }

        Tensors.Add((name, tensor));
    }

    /// <summary>Adds text, or replaces it.</summary>
    /// <exception cref="FormatFault">It is too much.</exception>
    public void AddMetadata(string name, string value)
    {
        budget.Keep(150 + (2L * (name.Length + value.Length)));
        _metadata[name] = value;
    }

    /// <summary>Says what was left out, if anything was.</summary>
    public void NoteLeftOut(LeftOut names, string what)
    {
        if (names.Count > 0)
        {
            Notes.Add($"{names.Count} {what} left out: {names}");
        }
    }
}
