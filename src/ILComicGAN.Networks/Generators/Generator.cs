using ILComicGAN.Engine;
using ILComicGAN.Engine.Profiling;

namespace ILComicGAN.Networks;

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

    /// <summary>Appends a stage.</summary>
    protected void Then<T>(string name, T stage)
        where T : Module, IStage => _stages.Add((name, stage, Child(name, stage)));
}
