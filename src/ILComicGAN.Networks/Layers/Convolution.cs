using ILComicGAN.Engine;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Profiling;
using ILComicGAN.Networks.Modules;
using ILComicGAN.Networks.Onnx;

namespace ILComicGAN.Networks.Layers;

/// <summary>A square convolution whose output has the size of its input divided by the stride, rounded up.</summary>
public sealed class Convolution : Module
{
    private readonly int _groups;
    private readonly Padding _padding;

    /// <summary>Creates the layer with random weights and a bias of 0.</summary>
    /// <param name="parameters">Makes the parameters.</param>
    /// <param name="inChannels">C_in.</param>
    /// <param name="outChannels">C_out.</param>
    /// <param name="kernel">Side of the kernel, odd.</param>
    /// <param name="stride">Step.</param>
    /// <param name="groups">Groups of channels.</param>
    /// <param name="bias">Whether there is one.</param>
    /// <param name="padding">What stands outside.</param>
    /// <param name="initialScale">Factor on the first weights.</param>
    public Convolution(
        ParameterFactory parameters,
        int inChannels,
        int outChannels,
        int kernel,
        int stride = 1,
        int groups = 1,
        bool bias = false,
        Padding padding = Padding.Reflect,
        double initialScale = 1)
    {
        (InChannels, OutChannels, Kernel, Stride, _groups, _padding) =
            (inChannels, outChannels, kernel, stride, groups, padding);
        Weight = Learn("weight", parameters.ConvolutionWeight(outChannels, inChannels / groups, kernel, initialScale));
        Bias = bias ? Learn("bias", parameters.Constant(outChannels, 0)) : null;
    }

    /// <summary>C_in.</summary>
    public int InChannels { get; }

    /// <summary>C_out.</summary>
    public int OutChannels { get; }

    /// <summary>Side of the kernel.</summary>
    public int Kernel { get; }

    /// <summary>Step.</summary>
    public int Stride { get; }

    /// <summary>By how many pixels of the input a result looks beyond its own place.</summary>
    internal int Reach => _padding == Padding.ReflectBottomRight ? Kernel - 1 : Kernel / 2;

    /// <summary>[C_out, C_in/groups, K, K].</summary>
    public Parameter Weight { get; }

    /// <summary>[C_out], if there is one.</summary>
    public Parameter? Bias { get; }

    /// <summary>[N, C_in, H, W] → [N, C_out, ⌈H/stride⌉, ⌈W/stride⌉].</summary>
    /// <param name="x">Input.</param>
    /// <param name="slope">Of the LeakyReLU on the result; 1 for none.</param>
    public Tensor Forward(Tensor x, double slope = 1) => Forward(x, Weight, slope);

    /// <summary>The same with another weight of the same shape (a normalized one).</summary>
    internal Tensor Forward(Tensor x, Tensor weight, double slope = 1)
    {
        using ProfileScope profile = ProfileScope.Enter(Path);
        using TensorScope scope = new(passGraphOn: true);
        int border = Kernel / 2;
        (int before, int zeros) = _padding switch
        {
            Padding.Zero => (0, border),
            Padding.Reflect => (border, 0),
            _ => (0, 0),
        };
        Tensor padded = border == zeros ? x : Functional.ReflectPad(x, before, border, before, border);
        Tensor y = Functional.Conv2d(padded, weight, Bias, Stride, zeros, _groups);
        return scope.Keep(slope == 1 ? y : Functional.LeakyRelu(y, slope));
    }

    /// <summary>Adds the layer to an ONNX graph.</summary>
    internal string Export(NetworkGraph graph, string x)
    {
        int border = Kernel / 2;
        int before = _padding == Padding.ReflectBottomRight ? 0 : border;
        if (_padding != Padding.Zero && border > 0)
        {
            x = graph.Node("Pad", Path, [x, graph.Integers(0, 0, before, before, 0, 0, border, border)], ("mode", "reflect"));
            border = 0;
        }

        string[] inputs = Bias is null ? [x, graph.Weight(Weight)] : [x, graph.Weight(Weight), graph.Weight(Bias)];
        return graph.Node(
            "Conv",
            Path,
            inputs,
            ("kernel_shape", new long[] { Kernel, Kernel }),
            ("strides", new long[] { Stride, Stride }),
            ("pads", new long[] { border, border, border, border }),
            ("group", (long)_groups));
    }

    /// <summary>Height or width after this layer.</summary>
    internal int OutSize(int size) => (size + Stride - 1) / Stride;

    /// <summary>Multiply-adds for an output of the given size.</summary>
    internal long MultiplyAdds(int outHeight, int outWidth) => Weight.Count * outHeight * outWidth;
}
