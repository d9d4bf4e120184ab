namespace ILComicGAN.Training.Runs;

/// <summary>One of the numbers that a logged step has: what its curve is called where.</summary>
/// <param name="Key">Its name in the page's data.</param>
/// <param name="Tag">Its name in TensorBoard, the group before the slash.</param>
/// <param name="Value">Takes it from a line of the log; null where the step has none.</param>
internal sealed record RunSeries(string Key, string Tag, Func<StepReport, float?> Value)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<RunSeries> All { get; } =
    [
        new("content", "generator/content", report => report.Content),
        new("gray", "generator/gray", report => report.Gray),
        new("color", "generator/color", report => report.Color),
        new("adversarial", "generator/adversarial", report => report.Adversarial),
        new("total", "generator/total", report => report.Total),
        new("criticReal", "critic/real", report => report.CriticReal),
        new("criticFake", "critic/fake", report => report.CriticFake),
        new("distance", "critic/distance", report => report.CriticReal - report.CriticFake),
        new("penalty", "critic/penalty", report => report.Penalty),
        new("critic", "critic/total", report => report.Critic),
        // Logs of before rates and norms were logged read as 0.
        new("generatorRate", "learning_rate/generator", report => report.GeneratorLearningRate > 0 ? (float)report.GeneratorLearningRate : null),
        new("criticRate", "learning_rate/critic", report => (float?)report.CriticLearningRate),
        new("generatorNorm", "gradient_norm/generator", report => report.GeneratorGradientNorm > 0 ? report.GeneratorGradientNorm : null),
        new("criticNorm", "gradient_norm/critic", report => report.CriticGradientNorm),
        new("imagesPerSecond", "run/images_per_second", report => (float)report.ImagesPerSecond),
        new("memoryInUse", "run/memory_in_use_mib", report => report.MemoryInUse / 1048576f),
        new("memoryPeak", "run/memory_peak_mib", report => report.MemoryPeak / 1048576f),
    ];
}
