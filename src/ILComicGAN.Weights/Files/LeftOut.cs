namespace ILComicGAN.Weights.Files;

/// <summary>What was left out of a file: how much, and the first names.</summary>
internal sealed class LeftOut
{
    private const int MostNamed = 5;

    private readonly List<string> _names = [];

    /// <summary>How many.</summary>
    public int Count { get; private set; }

    /// <summary>Adds one.</summary>
    public void Add(string name)
    {
        if (Count++ < MostNamed)
        {
            _names.Add(Printable.Of(name));
        }
    }

    /// <summary>The names that are told.</summary>
    public override string ToString() => string.Join(", ", _names) + (Count > MostNamed ? ", …" : "");
}
