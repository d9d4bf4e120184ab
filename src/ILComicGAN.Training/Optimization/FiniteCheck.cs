using ILComicGAN.Engine;
using ILComicGAN.Engine.Autograd;
using ILComicGAN.Networks;

namespace ILComicGAN.Training.Optimization;

/// <summary>
/// Finds gradients and weights that are infinite or not a number: one sum of squares per tensor, computed on the device
/// and fetched together at the end of the step, so that nothing waits in between.
/// </summary>
internal sealed class FiniteCheck : IDisposable
{
    private readonly List<(string What, bool IsGradient, string Network, Tensor Squares)> _sums = [];

    /// <summary>Looks at the gradients that a network has now.</summary>
    public void AddGradients(string network, Module module)
    {
        foreach ((string name, Parameter parameter) in module.NamedParameters)
        {
            if (parameter.Gradient is { } gradient)
            {
                Add($"the gradient of {network}.{name}", isGradient: true, network, gradient);
            }
        }
    }

    /// <summary>Looks at the weights that a network has now.</summary>
    public void AddWeights(string network, Module module)
    {
        foreach ((string name, Parameter parameter) in module.NamedParameters)
        {
            Add($"{network}.{name}", isGradient: false, network, parameter);
        }
    }

    /// <summary>Fetches the sums and forgets them.</summary>
    /// <param name="norms">The L2 norm of each network's gradients.</param>
    /// <returns>What is not finite.</returns>
    public IReadOnlyList<string> Finish(out IReadOnlyDictionary<string, float> norms)
    {
        Dictionary<string, double> squares = [];
        List<string> faults = [];
        float[] values = Fetch();
        for (int i = 0; i < values.Length; i++)
        {
            (string what, bool isGradient, string network, _) = _sums[i];
            if (!float.IsFinite(values[i]))
            {
                faults.Add(what);
            }

            if (isGradient)
            {
                squares[network] = squares.GetValueOrDefault(network) + values[i];
            }
        }

        norms = squares.ToDictionary(entry => entry.Key, entry => (float)Math.Sqrt(entry.Value));
        Dispose();
        return faults;
    }

    /// <summary>Forgets what was not finished.</summary>
    public void Dispose()
    {
        foreach ((_, _, _, Tensor sum) in _sums)
        {
            sum.Dispose();
        }

        _sums.Clear();
    }

    private void Add(string what, bool isGradient, string network, Tensor values)
    {
        using Pause pause = GradientRecording.Pause();
        using TensorScope scope = new();
        _sums.Add((what, isGradient, network, Functional.Sum(values * values).Reshape(1).Persist()));
    }

    private float[] Fetch()
    {
        if (_sums.Count == 0)
        {
            return [];
        }

        using TensorScope scope = new();
        return Functional.Concat(0, [.. _sums.Select(sum => sum.Squares)]).ToArray();
    }
}
