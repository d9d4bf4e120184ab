using ILComicGAN.Engine;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Networks.Modules;
using ILComicGAN.Networks.Onnx;

namespace ILComicGAN.Networks.Layers;

/// <summary>
/// A picture resized by ½ or 2 and then convolved. For enlarging this replaces transposed convolution, whose uneven
/// overlap shows as a checkerboard.
/// </summary>
/// <typeparam name="T">The block that follows.</typeparam>
public sealed class ResizeBlock<T> : Module, IStage
    where T : Module, IStage
{
    private readonly T _block;
    private readonly bool _enlarge;
    private readonly ResizeMode _mode;

    /// <summary>Puts a resize before <paramref name="block"/>, whose names the parameters keep.</summary>
    public ResizeBlock(T block, bool enlarge, ResizeMode mode)
    {
        (_block, _enlarge, _mode) = (Child("", block), enlarge, mode);
    }

    /// <inheritdoc/>
    public int OutChannels => _block.OutChannels;

    /// <inheritdoc/>
    public int Reach => 1 + (_enlarge ? (_block.Reach + 1) / 2 : 2 * _block.Reach);

    /// <summary>[N, C_in, H, W] → [N, C_out, 2H, 2W] or [N, C_out, ⌊H/2⌋, ⌊W/2⌋].</summary>
    public Tensor Forward(Tensor x)
    {
        using TensorScope scope = new(passGraphOn: true);
        return scope.Keep(_block.Forward(Functional.Resize(x, Scale(x.Shape[2]), Scale(x.Shape[3]), _mode)));
    }

    /// <inheritdoc/>
    public string Export(NetworkGraph graph, string x)
    {
        float scale = _enlarge ? 2 : 0.5f;
        (string mode, string coordinates) = _mode == ResizeMode.Nearest ? ("nearest", "asymmetric") : ("linear", "half_pixel");
        string resized = graph.Node(
            "Resize",
            Path,
            [x, "", graph.Floats(1, 1, scale, scale)],
            ("mode", mode),
            ("coordinate_transformation_mode", coordinates),
            ("nearest_mode", "floor"));
        return _block.Export(graph, resized);
    }

    /// <inheritdoc/>
    public LayerSummary Describe(string name, int height, int width)
    {
        LayerSummary summary = _block.Describe(name, Scale(height), Scale(width));
        return summary with { Kind = $"resize {(_enlarge ? "×2" : "×½")}, {summary.Kind}" };
    }

    private int Scale(int size) => _enlarge ? size * 2 : size / 2;
}
