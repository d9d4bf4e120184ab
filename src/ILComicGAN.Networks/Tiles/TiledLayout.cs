using ILComicGAN.Networks.Generators;
using ILComicGAN.Networks.Layers;
using ILComicGAN.Networks.Modules;

namespace ILComicGAN.Networks.Tiles;

/// <summary>
/// How a network's stages follow each other when a picture is computed in tiles: at which resolution each works, how far
/// results look beyond their place, and whose results are kept for the whole picture. Those are the stages whose results
/// are smallest; what lies between is computed again as often as it is needed.
/// </summary>
public sealed class TiledLayout
{
    /// <summary>A height and width that all resolutions divide.</summary>
    private const int Sample = 64;

    private readonly (int InScale, int OutScale, bool IsKept)[] _stages;

    /// <summary>Looks at a network's stages.</summary>
    public TiledLayout(Generator generator)
    {
        ArgumentNullException.ThrowIfNull(generator);
        int[] outScales = [.. generator.Describe(Sample, Sample).Select(row => Sample / row.Height)];
        IStage[] stages = [.. generator.Stages.Select(stage => stage.Stage)];
        double Size(int i) => stages[i].OutChannels / ((double)outScales[i] * outScales[i]);
        double least = Enumerable.Range(0, stages.Length - 1).Min(Size);
        KeptChannels = Enumerable.Range(0, stages.Length - 1).Where(i => Size(i) == least).Max(i => stages[i].OutChannels);
        KeptValuesPerPixel = least;
        _stages = new (int, int, bool)[stages.Length];
        int scale = 1, reach = 0, channels = 3;
        for (int i = 0; i < stages.Length; i++)
        {
            bool kept = i + 1 < stages.Length && Size(i) == least;
            _stages[i] = (scale, outScales[i], kept);
            reach += stages[i].Reach * scale;
            Halo = Math.Max(Halo, reach);
            int finest = Math.Min(scale, outScales[i]);
            LargestValuesPerPixel = Math.Max(LargestValuesPerPixel, Math.Max(channels, stages[i].OutChannels) / ((double)finest * finest));
            reach = kept ? 0 : reach;
            (scale, channels) = (outScales[i], stages[i].OutChannels);
        }

        Halo = Generator.RoundUp(Halo);
        Passes = 1 + _stages.Count(stage => stage.IsKept)
            + generator.ModulesOf<Lin>().Sum(lin => lin.Module.Rule == LinRule.PerLayer ? 2 : 1);
    }

    /// <summary>By how many pixels of the picture a tile is computed beyond what is wanted of it.</summary>
    public int Halo { get; }

    /// <summary>How often the picture is gone through.</summary>
    public int Passes { get; }

    /// <summary>Values of a result that is kept, for each pixel of the picture. Two of them are kept at a time.</summary>
    public double KeptValuesPerPixel { get; }

    /// <summary>Values of the largest result, or of what is made of one on the way, for each pixel that is computed at once; a bound.</summary>
    public double LargestValuesPerPixel { get; }

    /// <summary>The most channels of a result that is kept.</summary>
    internal int KeptChannels { get; }

    /// <summary>Pixels of the picture for one of a stage's input.</summary>
    internal int InScale(int stage) => _stages[stage].InScale;

    /// <summary>Pixels of the picture for one of a stage's result.</summary>
    internal int OutScale(int stage) => _stages[stage].OutScale;

    /// <summary>Whether a stage's result is kept for the whole picture.</summary>
    internal bool IsKept(int stage) => _stages[stage].IsKept;
}
