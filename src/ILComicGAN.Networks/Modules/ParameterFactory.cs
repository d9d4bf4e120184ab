using ILComicGAN.Engine;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Random;
using ILComicGAN.Networks.Layers;

namespace ILComicGAN.Networks.Modules;

/// <summary>Makes the parameters of a network on a device, with first values that depend on the seed and the order only.</summary>
/// <param name="device">Where the parameters live.</param>
/// <param name="seed">Seed of the first values.</param>
public sealed class ParameterFactory(Device device, ulong seed)
{
    private long _made;
    private bool _unfilled;

    /// <summary>Where the parameters live.</summary>
    public Device Device { get; } = device;

    /// <summary>A factory of parameters without values, for a network that is loaded from a file or only looked at.</summary>
    public static ParameterFactory Unfilled(Device device) => new(device, seed: 0) { _unfilled = true };

    /// <summary>
    /// A convolution's weight [C_out, C_in/groups, K, K] with normally distributed values of variance
    /// 2/((1 + slope²)·fan_in) (He et al.), which keeps the size of activations through a LeakyReLU.
    /// </summary>
    /// <param name="outChannels">C_out.</param>
    /// <param name="groupInChannels">C_in/groups.</param>
    /// <param name="kernel">K.</param>
    /// <param name="scale">Factor on the standard deviation.</param>
    /// <param name="slope">Slope of the LeakyReLU.</param>
    public Parameter ConvolutionWeight(
        int outChannels, int groupInChannels, int kernel, double scale = 1, double slope = LeakyRelu.Slope)
    {
        Shape shape = new(outChannels, groupInChannels, kernel, kernel);
        if (_unfilled)
        {
            return new Parameter(Device, shape);
        }

        double fanIn = (double)groupInChannels * kernel * kernel;
        float[] values = new float[shape.Count];
        NextStream().FillNormal(values, deviation: scale * Math.Sqrt(2 / ((1 + (slope * slope)) * fanIn)));
        return new Parameter(Device, shape, values);
    }

    /// <summary>A vector with one value throughout.</summary>
    public Parameter Constant(int length, float value)
    {
        if (_unfilled)
        {
            return new Parameter(Device, new Shape(length));
        }

        float[] values = new float[length];
        Array.Fill(values, value);
        return new Parameter(Device, new Shape(length), values);
    }

    /// <summary>A vector of length one in a random direction.</summary>
    public Parameter UnitVector(int length)
    {
        if (_unfilled)
        {
            return new Parameter(Device, new Shape(length));
        }

        float[] values = new float[length];
        NextStream().FillNormal(values);
        double norm = Math.Sqrt(values.Sum(value => (double)value * value));
        for (int i = 0; i < length; i++)
        {
            values[i] = (float)(values[i] / norm);
        }

        return new Parameter(Device, new Shape(length), values);
    }

    /// <summary>The random numbers of the next parameter.</summary>
    internal RandomStream NextStream() => RandomPurpose.Weights.Stream(seed, _made++);
}
