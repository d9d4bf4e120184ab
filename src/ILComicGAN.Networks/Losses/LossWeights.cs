namespace ILComicGAN.Networks.Losses;

/// <summary>The coefficients of the generator's loss terms (Eq. 6), by default those of Table I.</summary>
public sealed class LossWeights : IEquatable<LossWeights>
{
    private readonly Dictionary<string, double> _weights;

    /// <summary>Every term's default.</summary>
    public LossWeights()
        : this(LossTerms.All.ToDictionary(term => term.Name, term => term.DefaultWeight))
    {
    }

    private LossWeights(Dictionary<string, double> weights) => _weights = weights;

    /// <summary>The coefficient of a term.</summary>
    public double this[string term] => _weights[term];

    /// <summary>The coefficients with another one for a term.</summary>
    public LossWeights With(string term, double weight) =>
        _weights.ContainsKey(term)
            ? new(new Dictionary<string, double>(_weights) { [term] = weight })
            : throw new ArgumentException($"there is no loss term '{term}'", nameof(term));

    /// <inheritdoc/>
    public bool Equals(LossWeights? other) => other is not null && _weights.All(weight => other._weights[weight.Key].Equals(weight.Value));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LossWeights);

    /// <inheritdoc/>
    public override int GetHashCode() => _weights.Values.Aggregate(0, HashCode.Combine);
}
