using ILComicGAN.Engine;
using ILComicGAN.Engine.Elementwise;

namespace ILComicGAN.Networks.Layers;

// A picture that does not fit in memory is computed in tiles. What a tile is normalized by is that of the whole picture,
// which is gathered from all tiles beforehand.
public sealed partial class Lin
{
    /// <summary>Begins to gather the statistics of a picture.</summary>
    internal LinStatistics Gather() => new(Rule, checked((int)_gamma.Count), _epsilon);

    /// <summary>Completes a round of gathering.</summary>
    /// <returns>Whether all is known; otherwise all tiles have to be added once more.</returns>
    internal bool Complete(LinStatistics statistics) => statistics.Complete(_gamma.Device, _rho?.ToArray());

    /// <summary>A tile x [1, C, H, W] normalized by the statistics of the whole picture.</summary>
    internal Tensor ForwardBy(LinStatistics statistics, Tensor x)
    {
        if (Rule != LinRule.PerElement)
        {
            return Functional.NormalizeBy(x, statistics.Mean, statistics.Scale, _gamma, _beta, _slope);
        }

        // α = x̂/√(σ² + ε), element by element, as the whole picture's.
        using TensorScope scope = new(passGraphOn: true);
        Tensor instance = Functional.NormalizeBy(x, statistics.Mean, statistics.Scale);
        Tensor layer = Functional.NormalizeBy(x, statistics.LayerMean, statistics.LayerScale);
        Tensor mask = Functional.GreaterOrEqual(
            instance * statistics.Scale.Reshape(1, x.Shape[1], 1, 1), layer * statistics.LayerScale.Reshape(1, x.Shape[1], 1, 1));
        return scope.Keep(Affine(layer + (mask * (instance - layer))));
    }
}
