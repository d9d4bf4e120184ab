namespace ILComicGAN.Training.Runs;

/// <summary>A number that every logged step has, and the names of its curve.</summary>
/// <param name="Key">Its name in the page's data.</param>
/// <param name="Tag">Its name in TensorBoard, the group before the slash.</param>
/// <param name="Value">Takes it from a line of the log; null where the step has none.</param>
internal sealed record RunSeries(string Key, string Tag, Func<StepReport, float?> Value)
{
    /// <summary>The critic's distance.</summary>
    public const string Distance = "distance";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<RunSeries> All { get; } =
    [
        .. LossSeries.All.Select(loss => new RunSeries(loss.Key, loss.Tag, report => report[loss.Key])),
        new(Distance, "critic/distance", report => report[LossSeries.CriticReal] - report[LossSeries.CriticFake]),
        // Logs from before rates and norms were logged have 0 here.
        new("generatorRate", "learning_rate/generator", report => report.GeneratorLearningRate > 0 ? (float)report.GeneratorLearningRate : null),
        new("criticRate", "learning_rate/critic", report => (float?)report.CriticLearningRate),
        new("generatorNorm", "gradient_norm/generator", report => report.GeneratorGradientNorm > 0 ? report.GeneratorGradientNorm : null),
        new("criticNorm", "gradient_norm/critic", report => report.CriticGradientNorm),
        new("imagesPerSecond", "run/images_per_second", report => (float)report.ImagesPerSecond),
        new("memoryInUse", "run/memory_in_use_mib", report => report.MemoryInUse / 1048576f),
        new("memoryPeak", "run/memory_peak_mib", report => report.MemoryPeak / 1048576f),
    ];

    /// <summary>The series with a name.</summary>
    public static RunSeries Find(string key) => All.Single(series => series.Key == key);
}
