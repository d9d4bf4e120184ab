using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace ILComicGAN.Training.Runs;

/// <summary>What one step found; a line of the log.</summary>
public sealed record StepReport
{
    private readonly Dictionary<string, float> _losses = [];

    /// <summary>Steps done, from 1.</summary>
    public required int Step { get; init; }

    /// <summary>Steps in all.</summary>
    public required int TotalSteps { get; init; }

    /// <summary>“start” or “gan”.</summary>
    public required string Phase { get; init; }

    /// <summary>The losses that the step computed, by their names in <see cref="LossSeries"/>. In a line of the log they stand beside the rest.</summary>
    [JsonIgnore]
    public required IReadOnlyDictionary<string, float> Losses
    {
        get => _losses;
        init => _losses = new Dictionary<string, float>(value);
    }

    /// <summary>η of the generator in this step.</summary>
    public double GeneratorLearningRate { get; init; }

    /// <summary>η of the critic in this step; null in the start phase.</summary>
    public double? CriticLearningRate { get; init; }

    /// <summary>L2 norm of the generator's gradient.</summary>
    public float GeneratorGradientNorm { get; init; }

    /// <summary>L2 norm of the critic's gradients, over all critic steps; null in the start phase.</summary>
    public float? CriticGradientNorm { get; init; }

    /// <summary>Estimated seconds to the end of the run, with its sheets and checkpoints; null before anything is known.</summary>
    public double? SecondsLeft { get; init; }

    /// <summary>Photos trained on in a second, since the last line.</summary>
    public double ImagesPerSecond { get; init; }

    /// <summary>Device memory in use between steps, in bytes.</summary>
    public long MemoryInUse { get; init; }

    /// <summary>The most in use within a step, in bytes.</summary>
    public long MemoryPeak { get; init; }

    /// <summary>Per LIN layer, the share of samples that chose instance normalization; null between log lines.</summary>
    public IReadOnlyDictionary<string, float>? InstanceShares { get; init; }

    /// <summary>Losses, gradients and weights that are NaN or infinite after this step.</summary>
    internal IReadOnlyList<string> NotFinite { get; init; } = [];

    /// <summary>The losses among them.</summary>
    internal IEnumerable<string> InfiniteLosses =>
        LossSeries.All.Where(loss => this[loss.Key] is { } value && !float.IsFinite(value)).Select(loss => loss.Label);

    /// <summary>A loss by its name in <see cref="LossSeries"/>; null where the step has none.</summary>
    public float? this[string loss] => _losses.TryGetValue(loss, out float value) ? value : null;

    /// <summary>Gives each loss a property of its own in a line of the log.</summary>
    internal static void FlattenLosses(JsonTypeInfo type)
    {
        if (type.Type != typeof(StepReport))
        {
            return;
        }

        type.Properties.Remove(type.Properties.Single(property => property.Name == "losses"));
        foreach (LossSeries loss in LossSeries.All)
        {
            JsonPropertyInfo property = type.CreateJsonPropertyInfo(typeof(float?), loss.Key);
            property.Get = report => ((StepReport)report)[loss.Key];
            property.ShouldSerialize = (_, value) => value is not null;
            property.Set = (report, value) =>
            {
                if (value is float number)
                {
                    ((StepReport)report)._losses[loss.Key] = number;
                }
            };
            type.Properties.Add(property);
        }
    }
}
