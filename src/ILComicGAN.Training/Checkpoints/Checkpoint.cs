using System.Globalization;
using ILComicGAN.Engine;
using ILComicGAN.Networks;
using ILComicGAN.Weights;

namespace ILComicGAN.Training.Checkpoints;

/// <summary>
/// A run at the end of a step: networks with the vectors of power iteration, both optimizers, where the loaders stand,
/// and the settings. Random numbers need no state: each is a function of the seed and of these positions.
/// </summary>
/// <param name="Step">Steps done.</param>
/// <param name="PhotoPosition">Next photo sample.</param>
/// <param name="StylePosition">Next style sample.</param>
/// <param name="Settings">The run's settings.</param>
public sealed record Checkpoint(int Step, long PhotoPosition, long StylePosition, TrainingSettings Settings)
{
    private const string Version = "1";

    /// <summary>Writes the checkpoint in one step: a crash leaves the former one.</summary>
    public void Save(string path, LwComicGan system)
    {
        Dictionary<string, string> metadata = new()
        {
            ["ilcomicgan.checkpoint"] = Version,
            ["step"] = Text(Step),
            ["photoPosition"] = Text(PhotoPosition),
            ["stylePosition"] = Text(StylePosition),
            ["generatorUpdates"] = Text(system.GeneratorOptimizer.StepCount),
            ["criticUpdates"] = Text(system.CriticOptimizer.StepCount),
            ["settings"] = Settings.ToJson(),
        };
        Safetensors.Write(
            path,
            StateOf(system).Select(entry =>
                new WeightTensor(entry.Name, entry.Parameter.Shape.ToArray(), entry.Parameter.ToArray())),
            metadata);
    }

    /// <summary>Reads a checkpoint into a system made with the same settings.</summary>
    /// <exception cref="WeightFormatException">The file is damaged or belongs to other networks.</exception>
    public static Checkpoint Load(string path, LwComicGan system)
    {
        using WeightFile file = WeightFile.Open(path);
        Checkpoint checkpoint = ReadHeader(file, path);
        List<(string Name, Parameter Parameter)> state = [.. StateOf(system)];
        WeightFit.Require(
            file,
            "this training run",
            state.Select(entry => (entry.Name, (IReadOnlyList<int>)entry.Parameter.Shape.ToArray())));
        foreach ((string name, Parameter parameter) in state)
        {
            file.TryGet(name, out WeightTensor? tensor);
            parameter.Fill(tensor!.CopyTo);
        }

        system.GeneratorOptimizer.StepCount = (int)Number(file, path, "generatorUpdates");
        system.CriticOptimizer.StepCount = (int)Number(file, path, "criticUpdates");
        return checkpoint;
    }

    /// <summary>The settings and position of a checkpoint, without its tensors' values being used.</summary>
    public static Checkpoint Peek(string path)
    {
        using WeightFile file = WeightFile.Open(path);
        return ReadHeader(file, path);
    }

    private static Checkpoint ReadHeader(WeightFile file, string path)
    {
        if (!file.Metadata.TryGetValue("ilcomicgan.checkpoint", out string? version) || version != Version)
        {
            throw new WeightFormatException($"'{path}' is not a checkpoint of this program; name a run folder that 'train' wrote.");
        }

        return new Checkpoint(
            (int)Number(file, path, "step"),
            Number(file, path, "photoPosition"),
            Number(file, path, "stylePosition"),
            TrainingSettings.Parse(file.Metadata.GetValueOrDefault("settings", ""), path));
    }

    private static IEnumerable<(string Name, Parameter Parameter)> StateOf(LwComicGan system) =>
        Prefixed("generator.", system.Generator.State)
            .Concat(Prefixed("critic.", system.Critic.State))
            .Concat(Prefixed("adam.generator.", system.GeneratorOptimizer.State))
            .Concat(Prefixed("adam.critic.", system.CriticOptimizer.State));

    private static IEnumerable<(string Name, Parameter Parameter)> Prefixed(
        string prefix, IEnumerable<(string Name, Parameter Parameter)> state) =>
        state.Select(entry => (prefix + entry.Name, entry.Parameter));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static long Number(WeightFile file, string path, string key) =>
        file.Metadata.TryGetValue(key, out string? text)
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw new WeightFormatException($"The checkpoint '{path}' lacks '{key}'; use another one.");
}
