using ILComicGAN.Engine;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Profiling;
using ILComicGAN.Networks.Layers;
using ILComicGAN.Networks.Modules;
using ILComicGAN.Networks.Onnx;

namespace ILComicGAN.Networks.Generators;

/// <summary>A network from a photo to a picture of the same size: a sequence of named stages.</summary>
public abstract class Generator : Module, INetwork
{
    /// <summary>Heights and widths are padded to a multiple of this, since the stages halve them twice.</summary>
    public const int SizeMultiple = 4;

    /// <summary>The smallest height or width that can be padded by reflection in all stages.</summary>
    public const int SmallestSize = 8;

    private readonly List<(string Name, IStage Stage, Module Module)> _stages = [];

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <summary>
    /// Whether training keeps only what goes from stage to stage and computes each stage again for its gradients: about
    /// a third of the memory of the generator's graph for one more forward pass. The gradients have the same bits.
    /// </summary>
    public bool Recompute { get; set; }

    /// <summary>The least size from this one on that a network computes without padding.</summary>
    internal static int RoundUp(int size) => (size + SizeMultiple - 1) / SizeMultiple * SizeMultiple;

    /// <summary>The stages in order, each with the module that it is.</summary>
    internal IReadOnlyList<(string Name, IStage Stage, Module Module)> Stages => _stages;

    /// <summary>
    /// [N, 3, H, W] in [−1, 1] → the same shape and range. Sizes that do not divide by four are padded by reflection
    /// below and on the right, and cropped back.
    /// </summary>
    /// <exception cref="ArgumentException">The picture is smaller than <see cref="SmallestSize"/> in a direction.</exception>
    public Tensor Forward(Tensor photo)
    {
        using ProfileScope profile = ProfileScope.Enter(Path);
        (int height, int width) = (photo.Shape[2], photo.Shape[3]);
        if (Math.Min(height, width) < SmallestSize)
        {
            throw new ArgumentException(
                $"a picture of {width}×{height} pixels is too small; {Name} needs {SmallestSize} in both directions", nameof(photo));
        }

        using TensorScope scope = new(passGraphOn: true);
        (int bottom, int right) = (-height & (SizeMultiple - 1), -width & (SizeMultiple - 1));
        bool padded = (bottom | right) != 0;
        Tensor x = padded ? Functional.ReflectPad(photo, 0, bottom, 0, right) : photo;
        foreach ((_, IStage stage, Module module) in _stages)
        {
            Tensor y = Recompute ? Functional.Recompute(stage.Forward, x, module.Parameters) : stage.Forward(x);
            if (x != photo)
            {
                x.Dispose();
            }

            x = y;
        }

        if (padded)
        {
            x = Functional.Slice(Functional.Slice(x, 2, 0, height), 3, 0, width);
        }

        return scope.Keep(x);
    }

    /// <inheritdoc/>
    public IReadOnlyList<LayerSummary> Describe(int height, int width)
    {
        List<LayerSummary> rows = [];
        foreach ((string name, IStage stage, _) in _stages)
        {
            rows.Add(stage.Describe(name, height, width));
            (height, width) = (rows[^1].Height, rows[^1].Width);
        }

        return rows;
    }

    /// <summary>
    /// The network as an ONNX graph from “photo” [N, 3, H, W] to “picture” of the same shape, both in [−1, 1], for any N,
    /// H and W from <see cref="SmallestSize"/> on.
    /// </summary>
    public NetworkGraph ToOnnx()
    {
        NetworkGraph graph = new(this, Name);
        string[] sizes = ["N", "3", "H", "W"];
        string photo = graph.Input("photo", sizes);

        // Padded by −size mod 4 below and on the right, and cropped back.
        string size = graph.Node("Shape", Name, [photo], ("start", 2L), ("end", 4L));
        string missing = graph.Node("Mod", Name, [graph.Node("Neg", Name, [size]), graph.Integers(SizeMultiple)]);
        string borders = graph.Node("Concat", Name, [graph.Integers(0, 0, 0, 0, 0, 0), missing], ("axis", 0L));
        string x = graph.Node("Pad", Name, [photo, borders], ("mode", "reflect"));
        foreach ((_, IStage stage, _) in _stages)
        {
            x = stage.Export(graph, x);
        }

        graph.Output(graph.Node("Slice", Name, [x, graph.Integers(0, 0), size, graph.Integers(2, 3)]), "picture", sizes);
        return graph;
    }

    /// <summary>Appends a stage.</summary>
    protected void Then<T>(string name, T stage)
        where T : Module, IStage => _stages.Add((name, stage, Child(name, stage)));
}
