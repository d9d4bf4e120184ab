using ILComicGAN.Engine;
using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Networks.Modules;

namespace ILComicGAN.Training.Optimization;

/// <summary>Finds gradients and weights that are NaN or infinite: one sum of squares per tensor, computed on the device.</summary>
/// <param name="readback">Fetches the sums with all else at the end of the step.</param>
internal sealed class FiniteCheck(StepReadback readback)
{
    private readonly List<(string What, bool IsGradient, string Network, Range Squares)> _sums = [];

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

    /// <summary>Takes the sums, which have been fetched.</summary>
    /// <param name="norms">The L2 norm of each network's gradients.</param>
    /// <returns>What is not finite.</returns>
    public IReadOnlyList<string> Finish(out IReadOnlyDictionary<string, float> norms)
    {
        Dictionary<string, double> squares = [];
        List<string> faults = [];
        foreach ((string what, bool isGradient, string network, Range sum) in _sums)
        {
            float value = readback[sum][0];
            if (!float.IsFinite(value))
            {
                faults.Add(what);
            }

            if (isGradient)
            {
                squares[network] = squares.GetValueOrDefault(network) + value;
            }
        }

        norms = squares.ToDictionary(entry => entry.Key, entry => (float)Math.Sqrt(entry.Value));
        _sums.Clear();
        return faults;
    }

    private void Add(string what, bool isGradient, string network, Tensor values)
    {
        using Pause pause = GradientRecording.Pause();
        using TensorScope scope = new();
        _sums.Add((what, isGradient, network, readback.Add(Functional.Sum(values * values))));
    }
}
