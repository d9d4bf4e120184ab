using ILComicGAN.Engine;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Training.Optimization;

namespace ILComicGAN.Training;

/// <summary>Means over a batch, of losses above all, from the means over its parts.</summary>
/// <param name="readback">Fetches the parts' means with all else at the end of the step.</param>
internal sealed class BatchMeans(StepReadback readback)
{
    private readonly Dictionary<string, List<(Range Mean, double Share)>> _parts = [];

    /// <summary>Adds the mean over a part, a scalar.</summary>
    public void Add(string name, Tensor mean, double share)
    {
        if (!_parts.TryGetValue(name, out List<(Range, double)>? parts))
        {
            _parts.Add(name, parts = []);
        }

        parts.Add((readback.Add(mean), share));
    }

    /// <summary>The means over the batch, once they are fetched.</summary>
    public Dictionary<string, float> ToDictionary() =>
        _parts.ToDictionary(mean => mean.Key, mean => (float)mean.Value.Aggregate(0.0, (sum, part) => sum + (readback[part.Mean][0] * part.Share)));
}
