using ILComicGAN.Engine;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Memory;
using ILComicGAN.Networks.Modules;

namespace ILComicGAN.Training.Optimization;

/// <summary>Adam (Kingma and Ba, algorithm 1) over the parameters of one network.</summary>
public sealed class Adam : IDisposable
{
    private readonly List<Entry> _entries = [];
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly double _epsilon;

    /// <summary>Creates the optimizer with moments of 0.</summary>
    /// <param name="network">Whose parameters to update.</param>
    /// <param name="learningRate">η.</param>
    /// <param name="beta1">β₁.</param>
    /// <param name="beta2">β₂.</param>
    /// <param name="epsilon">ε.</param>
    public Adam(Module network, double learningRate, double beta1 = 0.5, double beta2 = 0.999, double epsilon = 1e-8)
    {
        (LearningRate, _beta1, _beta2, _epsilon) = (learningRate, beta1, beta2, epsilon);
        foreach ((string name, Parameter parameter) in network.NamedParameters)
        {
            _entries.Add(new Entry(name, parameter, Moment(parameter), Moment(parameter)));
        }
    }

    /// <summary>η.</summary>
    public double LearningRate { get; set; }

    /// <summary>Updates made so far, t of the bias correction.</summary>
    public int StepCount { get; set; }

    /// <summary>The moments with names: the parameter's with “.m” or “.v” behind it.</summary>
    public IEnumerable<(string Name, Parameter Moment)> State => _entries.SelectMany(entry =>
        new[] { ($"{entry.Name}.m", entry.First), ($"{entry.Name}.v", entry.Second) });

    /// <summary>Updates every parameter that has a gradient, and forgets the gradients.</summary>
    public void Step()
    {
        AdamStep step = new(LearningRate, _beta1, _beta2, _epsilon, ++StepCount);
        foreach (Entry entry in _entries)
        {
            if (entry.Parameter.Gradient is { } gradient)
            {
                DeviceBuffer weights = entry.Parameter.Buffer;
                entry.Parameter.Device.Execute(
                    new Engine.Contract.Adam(weights, gradient.Buffer, entry.First.Buffer, entry.Second.Buffer, step));
                entry.Parameter.ClearGradient();
            }
        }
    }

    /// <summary>Starts again: moments of 0, no updates made.</summary>
    public void Reset()
    {
        StepCount = 0;
        foreach ((_, Parameter moment) in State)
        {
            moment.Device.Execute(new Fill(moment.Buffer, 0));
        }
    }

    /// <summary>Frees the moments.</summary>
    public void Dispose()
    {
        foreach (Entry entry in _entries)
        {
            entry.First.Dispose();
            entry.Second.Dispose();
        }
    }

    private static Parameter Moment(Parameter parameter) =>
        new(parameter.Device, parameter.Shape, new float[parameter.Count]) { IsFrozen = true };

    private sealed record Entry(string Name, Parameter Parameter, Parameter First, Parameter Second);
}
