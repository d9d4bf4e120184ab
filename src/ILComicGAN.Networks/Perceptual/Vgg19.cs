using ILComicGAN.Engine;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Profiling;
using ILComicGAN.Networks.Layers;
using ILComicGAN.Networks.Modules;

namespace ILComicGAN.Networks.Perceptual;

/// <summary>
/// VGG-19 (Simonyan and Zisserman, configuration E) up to a layer no deeper than conv5_4: the measure of content and
/// style. It is frozen: gradients flow through it to the generated picture, never into it.
/// </summary>
public sealed class Vgg19 : Module, INetwork
{
    private static readonly int[] s_channels = [64, 128, 256, 512, 512];

    private readonly List<(string Name, bool PoolBefore, Convolution Convolution)> _layers = [];
    private readonly VggLayer _layer;
    private readonly VggPreprocessing _preprocessing;

    /// <summary>Creates the network with random weights.</summary>
    /// <param name="parameters">Makes the parameters.</param>
    /// <param name="layer">The layer whose output is the features; deeper layers are not made.</param>
    /// <param name="preprocessing">What the weights expect.</param>
    /// <exception cref="ArgumentException">There is no such layer.</exception>
    public Vgg19(
        ParameterFactory parameters, VggLayer layer, VggPreprocessing preprocessing = VggPreprocessing.Torchvision)
    {
        (_layer, _preprocessing) = (layer, preprocessing);
        int index = 0;
        int channels = 3;
        for (int block = 0; block < s_channels.Length; block++, index++)
        {
            for (int i = 0; i < Depths[block]; i++, index += 2)
            {
                // torchvision counts convolutions, ReLUs and poolings in one sequence.
                Convolution convolution = Child(
                    $"features.{index}",
                    new Convolution(parameters, channels, s_channels[block], 3, bias: true, padding: Padding.Zero));
                string name = $"conv{block + 1}_{i + 1}";
                _layers.Add((name, i == 0 && block > 0, convolution));
                channels = s_channels[block];
                if (name == layer.Name)
                {
                    Freeze();
                    return;
                }
            }
        }

        throw new ArgumentException(
            $"VGG-19 has no layer '{layer.Name}'; there are conv1_1 to conv5_4", nameof(layer));
    }

    /// <summary>Convolutions in each block; a pooling stands between blocks.</summary>
    public static IReadOnlyList<int> Depths { get; } = [2, 2, 4, 4, 4];

    /// <inheritdoc/>
    public string Name => "VGG-19";

    /// <summary>The channels of the features.</summary>
    public int FeatureChannels => _layers[^1].Convolution.OutChannels;

    /// <summary>The features of pictures [N, 3, H, W] in [−1, 1].</summary>
    public Tensor Forward(Tensor pictures)
    {
        using ProfileScope profile = ProfileScope.Enter(Path);
        using TensorScope scope = new(passGraphOn: true);
        Tensor x = Preprocess(pictures);
        for (int i = 0; i < _layers.Count; i++)
        {
            if (_layers[i].PoolBefore)
            {
                x = Replace(x, Functional.MaxPool(x, 2, 2));
            }

            bool activated = i < _layers.Count - 1 || _layer.Activated;
            x = Replace(x, _layers[i].Convolution.Forward(x, slope: activated ? 0 : 1));
        }

        return scope.Keep(x);
    }

    /// <inheritdoc/>
    public IReadOnlyList<LayerSummary> Describe(int height, int width)
    {
        List<LayerSummary> rows = [];
        foreach ((string name, bool poolBefore, Convolution convolution) in _layers)
        {
            (height, width) = poolBefore ? (height / 2, width / 2) : (height, width);
            rows.Add(new LayerSummary(
                name,
                $"{(poolBefore ? "max pool, " : "")}conv 3×3 with bias, ReLU",
                $"{convolution.InChannels}→{convolution.OutChannels}",
                height,
                width,
                convolution.ParameterCount,
                convolution.MultiplyAdds(height, width)));
        }

        return rows;
    }

    /// <summary>Fills all weights with orthonormal rows or columns, scaled to keep the size of activations through ReLU.</summary>
    internal void InitializeOrthogonal(ParameterFactory parameters)
    {
        foreach ((_, _, Convolution convolution) in _layers)
        {
            Parameter weight = convolution.Weight;
            int rows = weight.Shape[0];
            float[] values = OrthogonalMatrix.Create(rows, (int)(weight.Count / rows), parameters.NextStream());
            float gain = MathF.Sqrt(2f * Math.Max(1f, (float)rows * rows / weight.Count));
            for (int i = 0; i < values.Length; i++)
            {
                values[i] *= gain;
            }

            weight.Load(values);
        }
    }

    private static Tensor Replace(Tensor before, Tensor after)
    {
        before.Dispose();
        return after;
    }

    private Tensor Preprocess(Tensor pictures)
    {
        if (_preprocessing == VggPreprocessing.Torchvision)
        {
            // ((x + 1)/2 − mean)/deviation, per channel.
            return Affine(
                pictures,
                [0.5f / 0.229f, 0.5f / 0.224f, 0.5f / 0.225f],
                [(0.5f - 0.485f) / 0.229f, (0.5f - 0.456f) / 0.224f, (0.5f - 0.406f) / 0.225f]);
        }

        Tensor blueFirst = Functional.Concat(
            1, Functional.Slice(pictures, 1, 2, 1), Functional.Slice(pictures, 1, 1, 1), Functional.Slice(pictures, 1, 0, 1));
        return Affine(
            blueFirst, [127.5f, 127.5f, 127.5f], [127.5f - 103.939f, 127.5f - 116.779f, 127.5f - 123.68f]);
    }

    private static Tensor Affine(Tensor x, ReadOnlySpan<float> scale, ReadOnlySpan<float> offset)
    {
        Shape perChannel = new(1, 3, 1, 1);
        return (x * Tensor.Constant(x.Device, perChannel, scale)) + Tensor.Constant(x.Device, perChannel, offset);
    }
}
