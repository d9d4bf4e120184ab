using ILComicGAN.Engine;

namespace ILComicGAN.Training;

/// <summary>Losses of a batch from those of its parts.</summary>
internal sealed class MeanLosses
{
    private readonly Dictionary<string, double> _sums = [];

    /// <summary>The mean over the batch.</summary>
    public float this[string name] => (float)_sums[name];

    /// <summary>Adds the mean over a part. Waits for the device.</summary>
    public void Add(string name, Tensor mean, double share) => Add(name, mean.Item(), share);

    /// <summary>Adds the mean over a part.</summary>
    public void Add(string name, float mean, double share) =>
        _sums[name] = _sums.GetValueOrDefault(name) + (mean * share);
}
