using ILComicGAN.Engine;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Profiling;
using ILComicGAN.Networks.Layers;
using ILComicGAN.Networks.Modules;

namespace ILComicGAN.Networks.Critic;

/// <summary>
/// The patch critic F_ω (Fig. 4): seven 3×3 convolutions with spectral normalization, LeakyReLU 0.2, instance
/// normalization after three of them, no sigmoid: 1,128,800 parameters. The shape is AnimeGAN's, by analogy.
/// </summary>
public sealed class Discriminator : Module, INetwork
{
    private static readonly (int In, int Out, int Stride, bool Normalized)[] s_layers =
    [
        (3, 32, 1, false),
        (32, 64, 2, false),
        (64, 128, 1, true),
        (128, 128, 2, false),
        (128, 256, 1, true),
        (256, 256, 1, true),
        (256, 1, 1, false),
    ];

    private readonly SpectralConvolution[] _convolutions = new SpectralConvolution[s_layers.Length];
    private readonly Lin?[] _normalizations = new Lin?[s_layers.Length];

    private readonly double _slope;

    /// <summary>Creates the critic with random weights.</summary>
    /// <param name="parameters">Makes the parameters.</param>
    /// <param name="slope">Of the activations for negative values; 1 makes the critic smooth.</param>
    public Discriminator(ParameterFactory parameters, double slope = LeakyRelu.Slope)
    {
        _slope = slope;
        for (int i = 0; i < s_layers.Length; i++)
        {
            (int inChannels, int outChannels, int stride, bool normalized) = s_layers[i];
            _convolutions[i] = Child($"conv{i}", new SpectralConvolution(parameters, inChannels, outChannels, stride));
            _normalizations[i] = normalized
                ? Child($"norm{i}", new Lin(parameters, outChannels, LinRule.Instance, slope))
                : null;
        }
    }

    /// <inheritdoc/>
    public string Name => "critic";

    /// <summary>One score per sample: the mean of the output map, larger for what looks real.</summary>
    /// <param name="pictures">[N, 3, H, W] in [−1, 1].</param>
    /// <param name="training">Whether power iteration moves one step on.</param>
    /// <returns>[N].</returns>
    public Tensor Forward(Tensor pictures, bool training)
    {
        using ProfileScope profile = ProfileScope.Enter(Path);
        using TensorScope scope = new(passGraphOn: true);
        Tensor x = pictures;
        for (int i = 0; i < _convolutions.Length; i++)
        {
            bool activated = _normalizations[i] is null && i < _convolutions.Length - 1;
            x = _convolutions[i].Forward(x, training, activated ? _slope : 1);
            x = _normalizations[i]?.Forward(x) ?? x;
        }

        return scope.Keep(Functional.Mean(x, 1, 2, 3).Reshape(pictures.Shape[0]));
    }

    /// <inheritdoc/>
    public IReadOnlyList<LayerSummary> Describe(int height, int width)
    {
        List<LayerSummary> rows = [];
        for (int i = 0; i < _convolutions.Length; i++)
        {
            Convolution convolution = _convolutions[i].Convolution;
            (height, width) = (convolution.OutSize(height), convolution.OutSize(width));
            string rest = _normalizations[i] is not null ? ", IN, LeakyReLU" : i < _convolutions.Length - 1 ? ", LeakyReLU" : "";
            rows.Add(new LayerSummary(
                $"conv{i}",
                $"spectral conv 3×3{(s_layers[i].Stride == 1 ? "" : " stride 2")}{rest}",
                $"{convolution.InChannels}→{convolution.OutChannels}",
                height,
                width,
                convolution.ParameterCount + (_normalizations[i]?.ParameterCount ?? 0),
                convolution.MultiplyAdds(height, width)));
        }

        return rows;
    }
}
