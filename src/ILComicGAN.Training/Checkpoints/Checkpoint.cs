using System.Globalization;
using ILComicGAN.Engine;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Networks.Generators;
using ILComicGAN.Training.Optimization;
using ILComicGAN.Weights;

namespace ILComicGAN.Training.Checkpoints;

/// <summary>
/// A run at the end of a step: networks with the vectors of power iteration, both optimizers, the averaged generator,
/// the positions of the loaders, and the settings. Random numbers need no state: each is a function of the seed and of
/// these positions. A hash of all of it is in the file's metadata.
/// </summary>
public sealed record Checkpoint
{
    /// <summary>Files of the first version have no hash.</summary>
    private const string Unhashed = "1";
    private const string Version = "2";

    /// <summary>Steps done.</summary>
    public required int Step { get; init; }

    /// <summary>Next photo sample.</summary>
    public required long PhotoPosition { get; init; }

    /// <summary>Next style sample.</summary>
    public required long StylePosition { get; init; }

    /// <summary>The run's settings.</summary>
    public required TrainingSettings Settings { get; init; }

    /// <summary>The metric that selects the best checkpoint.</summary>
    public RunningMeasure Measure { get; init; }

    /// <summary>Writes the checkpoint in one step: a crash leaves the former one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="system">Networks and optimizers.</param>
    /// <param name="average">The averaged generator, if the run has one.</param>
    /// <exception cref="IOException">The disk is full, or the file cannot be written.</exception>
    public void Save(string path, LwComicGan system, MovingAverage<LwComicGanGenerator>? average)
    {
        List<WeightTensor> tensors = [.. TrainingState.Of(system, average).Select(entry =>
            new WeightTensor(entry.Name, entry.Parameter.Shape.ToArray(), entry.Parameter.ToArray()))];
        Dictionary<string, string> metadata = new()
        {
            ["ilcomicgan.checkpoint"] = Version,
            ["step"] = Text(Step),
            ["photoPosition"] = Text(PhotoPosition),
            ["stylePosition"] = Text(StylePosition),
            ["generatorUpdates"] = Text(system.GeneratorOptimizer.StepCount),
            ["criticUpdates"] = Text(system.CriticOptimizer.StepCount),
            ["measureOf"] = Measure.Of.ToString(),
            ["measureMean"] = Measure.Mean.ToString("R", CultureInfo.InvariantCulture),
            ["measureCount"] = Text(Measure.Count),
            ["settings"] = Settings.ToJson(),
        };
        metadata[CheckpointHash.Key] = CheckpointHash.Of(metadata, tensors);
        Safetensors.Write(path, tensors, metadata);
    }

    /// <summary>Reads a checkpoint into a system made with the same settings.</summary>
    /// <param name="path">The file.</param>
    /// <param name="system">Is filled.</param>
    /// <param name="average">Is filled too; where the file has none it begins with the weights as they are.</param>
    /// <exception cref="WeightFormatException">The file is damaged or belongs to other networks.</exception>
    public static Checkpoint Load(string path, LwComicGan system, MovingAverage<LwComicGanGenerator>? average)
    {
        using WeightFile file = WeightFile.Open(path);
        Checkpoint checkpoint = ReadHeader(file);
        bool averaged = file.Tensors.Any(tensor => TrainingState.IsAverage(tensor.Name));
        List<(string Name, Parameter Parameter)> state = [.. TrainingState.Of(system, averaged ? average : null)];
        WeightFit.Require(
            file,
            "this training run",
            state.Select(entry => (entry.Name, (IReadOnlyList<int>)entry.Parameter.Shape.ToArray())),
            ignoreUnexpected: TrainingState.IsAverage);
        foreach ((string name, Parameter parameter) in state)
        {
            file.TryGet(name, out WeightTensor? tensor);
            parameter.Fill(tensor!.CopyTo);
        }

        system.GeneratorOptimizer.StepCount = (int)Number(file, "generatorUpdates");
        system.CriticOptimizer.StepCount = (int)Number(file, "criticUpdates");
        if (!averaged)
        {
            average?.Reset();
        }

        return checkpoint;
    }

    /// <summary>The settings and positions of a checkpoint; its tensors' values are not looked at.</summary>
    /// <exception cref="WeightFormatException">The file is damaged, or no checkpoint.</exception>
    public static Checkpoint Peek(string path)
    {
        using WeightFile file = WeightFile.Open(path);
        return ReadHeader(file);
    }

    /// <summary>The settings and positions of a checkpoint, all of whose bytes were compared with its hash.</summary>
    /// <exception cref="WeightFormatException">The file is damaged, or no checkpoint.</exception>
    public static Checkpoint Verify(string path)
    {
        using WeightFile file = WeightFile.Open(path);
        Checkpoint checkpoint = ReadHeader(file);
        if (file.Metadata["ilcomicgan.checkpoint"] != Unhashed
            && file.Metadata.GetValueOrDefault(CheckpointHash.Key) != CheckpointHash.Of(file.Metadata, file.Tensors))
        {
            throw new WeightFormatException($"The checkpoint '{path}' is damaged: its contents are not those of its hash.");
        }

        return checkpoint;
    }

    private static Checkpoint ReadHeader(WeightFile file)
    {
        if (file.Metadata.GetValueOrDefault("ilcomicgan.checkpoint") is not (Version or Unhashed))
        {
            throw new WeightFormatException($"'{file.Path}' is not a checkpoint of this program; name a run folder that 'train' wrote.");
        }

        try
        {
            return new Checkpoint
            {
                Step = (int)Number(file, "step"),
                PhotoPosition = Number(file, "photoPosition"),
                StylePosition = Number(file, "stylePosition"),
                Settings = TrainingSettings.Parse(file.Metadata.GetValueOrDefault("settings", ""), file.Path),
                Measure = MeasureOf(file),
            };
        }
        catch (SettingsException e)
        {
            throw new WeightFormatException(e.Message, e);
        }
    }

    private static RunningMeasure MeasureOf(WeightFile file) =>
        Enum.TryParse(file.Metadata.GetValueOrDefault("measureOf"), out BestMeasure of)
        && double.TryParse(file.Metadata.GetValueOrDefault("measureMean"), NumberStyles.Float, CultureInfo.InvariantCulture, out double mean)
            ? new RunningMeasure(of, mean, (int)Number(file, "measureCount"))
            : default;

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static long Number(WeightFile file, string key) =>
        file.Metadata.TryGetValue(key, out string? text)
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw new WeightFormatException($"The checkpoint '{file.Path}' lacks '{key}'; use another one.");
}
