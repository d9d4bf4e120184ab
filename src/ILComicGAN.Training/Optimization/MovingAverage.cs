using ILComicGAN.Engine;
using ILComicGAN.Engine.Autograd;
using ILComicGAN.Networks.Modules;

namespace ILComicGAN.Training.Optimization;

/// <summary>
/// An exponential moving average of a network's weights, in a network of its own: the critic and the generator circle
/// around an equilibrium, and the average of the orbit makes steadier pictures than any point on it.
/// </summary>
/// <param name="network">The network that trains.</param>
/// <param name="average">One of the same kind; frozen, filled and disposed here.</param>
/// <param name="decay">The share of the average that a step keeps, in (0, 1).</param>
public sealed class MovingAverage<T>(T network, T average, double decay) : IDisposable
    where T : Module
{
    private readonly (Parameter Now, Parameter Average)[] _pairs =
        [.. network.State.Zip(average.State, (now, mean) => (now.Parameter, mean.Parameter))];

    /// <summary>The network with the averaged weights.</summary>
    public T Network { get; } = average;

    /// <summary>
    /// The decay after <paramref name="steps"/> updates: little at first, or the random weights that the run began with
    /// would be in the average for 1/(1 − decay) steps.
    /// </summary>
    public double DecayAfter(int steps) => Math.Min(decay, (1.0 + steps) / (10.0 + steps));

    /// <summary>Makes the average equal to the weights as they are.</summary>
    public void Reset()
    {
        Network.Freeze();
        foreach ((Parameter now, Parameter mean) in _pairs)
        {
            mean.Assign(now);
        }
    }

    /// <summary>Updates the average with the weights after a step.</summary>
    /// <param name="steps">Steps done before it.</param>
    public void Update(int steps)
    {
        double left = DecayAfter(steps);
        using Pause pause = GradientRecording.Pause();
        foreach ((Parameter now, Parameter mean) in _pairs)
        {
            using TensorScope scope = new();
            mean.Assign((mean * left) + (now * (1 - left)));
        }
    }

    /// <summary>Frees the averaged network.</summary>
    public void Dispose() => Network.Dispose();
}
