using ILComicGAN.Engine;
using ILComicGAN.Networks.Generators;
using ILComicGAN.Training.Optimization;

namespace ILComicGAN.Training.Checkpoints;

/// <summary>The contents of a checkpoint in memory, to compute steps and undo them.</summary>
internal sealed class StateSnapshot
{
    private readonly LwComicGan _system;
    private readonly List<(Parameter Parameter, float[] Values)> _values;
    private readonly int _generatorUpdates;
    private readonly int _criticUpdates;

    private StateSnapshot(LwComicGan system, MovingAverage<LwComicGanGenerator>? average)
    {
        _system = system;
        _values = [.. TrainingState.Of(system, average).Select(entry => (entry.Parameter, entry.Parameter.ToArray()))];
        (_generatorUpdates, _criticUpdates) = (system.GeneratorOptimizer.StepCount, system.CriticOptimizer.StepCount);
    }

    /// <summary>Copies the state as it is.</summary>
    public static StateSnapshot Take(LwComicGan system, MovingAverage<LwComicGanGenerator>? average) => new(system, average);

    /// <summary>Restores the state and clears the gradients.</summary>
    public void Restore()
    {
        foreach ((Parameter parameter, float[] values) in _values)
        {
            parameter.Load(values);
        }

        (_system.GeneratorOptimizer.StepCount, _system.CriticOptimizer.StepCount) = (_generatorUpdates, _criticUpdates);
        _system.Generator.ClearGradients();
        _system.Critic.ClearGradients();
    }
}
