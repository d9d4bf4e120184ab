using ILComicGAN.Engine;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Elementwise;

namespace ILComicGAN.Networks.Layers;

/// <summary>
/// The statistics of one normalization over a whole picture, gathered from parts that cover it: means and variances in one
/// round; where the mean of |α| decides (<see cref="LinRule.PerLayer"/>), that takes a second round with the means known.
/// </summary>
internal sealed class LinStatistics(LinRule rule, int channels, double epsilon) : IDisposable
{
    private readonly double[] _mean = new double[channels];

    /// <summary>Sums of squares about the means so far.</summary>
    private readonly double[] _squares = new double[channels];

    /// <summary>Σ|x − μ| about each channel's mean and about the layer's, in the second round.</summary>
    private readonly double[] _apart = new double[channels];
    private readonly double[] _layerApart = new double[channels];
    private double _count;
    private bool _second;
    private Tensor? _instanceMean;
    private Tensor? _instanceScale;
    private Tensor? _layerMean;
    private Tensor? _layerScale;
    private Tensor? _chosenMean;
    private Tensor? _chosenScale;

    /// <summary>What is subtracted [1, C].</summary>
    public Tensor Mean => _chosenMean!;

    /// <summary>What is multiplied by afterwards [1, C].</summary>
    public Tensor Scale => _chosenScale!;

    /// <summary>μ_L throughout [1, C].</summary>
    public Tensor LayerMean => _layerMean!;

    /// <summary>1/√(σ_L² + ε) throughout [1, C].</summary>
    public Tensor LayerScale => _layerScale!;

    /// <summary>Adds a part of the picture [1, C, H, W].</summary>
    public void Add(Tensor part)
    {
        using TensorScope scope = new();
        if (_second)
        {
            AddDistances(part, _instanceMean!, _apart);
            AddDistances(part, _layerMean!, _layerApart);
            return;
        }

        (Tensor means, Tensor rstds) = Functional.InstanceStatistics(part, epsilon);
        (float[] mean, float[] rstd) = (means.ToArray(), rstds.ToArray());
        double count = part.Shape[2] * (double)part.Shape[3];
        for (int c = 0; c < channels; c++)
        {
            // Two sets' sums about their common mean (Chan et al.).
            double variance = Math.Max(0, (1 / ((double)rstd[c] * rstd[c])) - epsilon);
            double apart = mean[c] - _mean[c];
            _mean[c] += apart * count / (_count + count);
            _squares[c] += (variance * count) + (apart * apart * _count * count / (_count + count));
        }

        _count += count;
    }

    /// <summary>Completes a round.</summary>
    /// <param name="device">Where the statistics are to be.</param>
    /// <param name="rho">The learned share of instance normalization, for <see cref="LinRule.Blend"/>.</param>
    /// <returns>Whether all is known; otherwise all parts have to be added once more.</returns>
    public bool Complete(Device device, float[]? rho)
    {
        double layerMean = _mean.Average();
        double layerVariance = (_squares.Average() / _count) + _mean.Average(mean => (mean - layerMean) * (mean - layerMean));
        double layerScale = 1 / Math.Sqrt(layerVariance + epsilon);
        double[] scale = [.. _squares.Select(squares => 1 / Math.Sqrt((squares / _count) + epsilon))];
        if (!_second)
        {
            (_instanceMean, _instanceScale) = (ToDevice(device, c => _mean[c]), ToDevice(device, c => scale[c]));
            (_layerMean, _layerScale) = (ToDevice(device, _ => layerMean), ToDevice(device, _ => layerScale));
            _second = rule == LinRule.PerLayer;
            if (_second)
            {
                return false;
            }
        }

        // The means of |α| of both; known, and asked for, after the second round.
        bool instanceIsChosen = _apart.Zip(scale, (apart, k) => apart * k * k).Sum() >= _layerApart.Sum() * layerScale * layerScale;
        double Share(int c) => rule switch
        {
            LinRule.Blend => Math.Clamp(rho![c], 0, 1),
            LinRule.PerLayer => instanceIsChosen ? 1 : 0,
            _ => 1,
        };

        // (x − mean)·scale = ρ·x̂_I + (1 − ρ)·x̂_L.
        double[] share = [.. Enumerable.Range(0, channels).Select(Share)];
        double Blended(int c) => (share[c] * scale[c]) + ((1 - share[c]) * layerScale);
        _chosenScale = ToDevice(device, Blended);
        _chosenMean = ToDevice(device, c => ((share[c] * scale[c] * _mean[c]) + ((1 - share[c]) * layerScale * layerMean)) / Blended(c));
        return true;
    }

    /// <summary>Frees them.</summary>
    public void Dispose()
    {
        foreach (Tensor? tensor in new[] { _instanceMean, _instanceScale, _layerMean, _layerScale, _chosenMean, _chosenScale })
        {
            tensor?.Dispose();
        }
    }

    private Tensor ToDevice(Device device, Func<int, double> value)
    {
        using TensorScope scope = new();
        return Tensor.FromHost(device, new Shape(1, channels), [.. Enumerable.Range(0, channels).Select(c => (float)value(c))]).Persist();
    }

    private void AddDistances(Tensor part, Tensor mean, double[] sums)
    {
        using TensorScope scope = new();
        double count = part.Shape[2] * (double)part.Shape[3];
        float[] apart = Functional.Mean(Functional.Abs(part - mean.Reshape(1, channels, 1, 1)), 2, 3).ToArray();
        for (int c = 0; c < channels; c++)
        {
            sums[c] += apart[c] * count;
        }
    }
}
