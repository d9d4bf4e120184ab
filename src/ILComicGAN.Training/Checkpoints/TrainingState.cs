using ILComicGAN.Engine;
using ILComicGAN.Networks.Generators;
using ILComicGAN.Training.Optimization;

namespace ILComicGAN.Training.Checkpoints;

/// <summary>Every tensor that a step changes, with the name that it has in a checkpoint.</summary>
internal static class TrainingState
{
    private const string AveragePrefix = "average.";

    public static IEnumerable<(string Name, Parameter Parameter)> Of(
        LwComicGan system, MovingAverage<LwComicGanGenerator>? average) =>
        Prefixed("generator.", system.Generator.State)
            .Concat(Prefixed("critic.", system.Critic.State))
            .Concat(Prefixed("adam.generator.", system.GeneratorOptimizer.State))
            .Concat(Prefixed("adam.critic.", system.CriticOptimizer.State))
            .Concat(Prefixed(AveragePrefix, average?.Network.State ?? []));

    /// <summary>Whether a tensor belongs to the averaged generator, which a run may be without.</summary>
    public static bool IsAverage(string name) => name.StartsWith(AveragePrefix, StringComparison.Ordinal);

    private static IEnumerable<(string Name, Parameter Parameter)> Prefixed(
        string prefix, IEnumerable<(string Name, Parameter Parameter)> state) =>
        state.Select(entry => (prefix + entry.Name, entry.Parameter));
}
