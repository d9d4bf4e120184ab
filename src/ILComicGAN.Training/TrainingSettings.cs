using ILComicGAN.Engine.Contract;
using ILComicGAN.Networks.Generators;
using ILComicGAN.Networks.Layers;
using ILComicGAN.Networks.Losses;
using ILComicGAN.Networks.Perceptual;
using ILComicGAN.Training.Checkpoints;
using ILComicGAN.Training.Optimization;
using ILComicGAN.Training.Settings;

namespace ILComicGAN.Training;

/// <summary>
/// Everything that decides a training run. As JSON it is the settings file and stands in the run folder. A property with
/// a <see cref="SettingAttribute"/> is all that a setting needs.
/// </summary>
public sealed record TrainingSettings
{
    /// <summary>Numbers in a batch of pictures must be countable by an array's index.</summary>
    private const long MaxBatchPixels = int.MaxValue / 3;

    /// <summary>Folder of photos.</summary>
    [Setting("Folder of photos.", Format = TextFormat.Folder, Allowed = "a folder of photos", Required = true, Resume = ResumeRule.Free)]
    public string Photos { get; init; } = "";

    /// <summary>Folder of pictures in the wanted style.</summary>
    [Setting("Folder of pictures in the wanted style.", Format = TextFormat.Folder, Allowed = "a folder of style pictures", Required = true, Resume = ResumeRule.Free)]
    public string Style { get; init; } = "";

    /// <summary>VGG-19 weights from any known source; null for random features.</summary>
    [Setting(
        "VGG-19 weights: torchvision's .pth, Keras' .h5, vgg19.npy, .npz, .onnx or .safetensors; without it, one on the shelf (weights/README.md).",
        Format = TextFormat.File, Resume = ResumeRule.FixedPresence)]
    public string? Vgg19 { get; init; }

    /// <summary>
    /// Weights of a generator to begin with, as from another style's run; null to begin from random ones. Read once, at
    /// the beginning.
    /// </summary>
    [Setting("A generator's weights to begin with, as those of another style; without it, random ones.", Format = TextFormat.File, Resume = ResumeRule.Free)]
    public string? Initial { get; init; }

    /// <summary>License of the weights that come out, for their metadata.</summary>
    [Setting("License of the weights that come out; it goes into their metadata.", Resume = ResumeRule.Free, FormerName = "licence")]
    public string? License { get; init; }

    /// <summary>Side of the training crops.</summary>
    [Setting("Side of the training crops.", Min = 32, Max = 4096, MultipleOf = Generator.SizeMultiple)]
    public int Size { get; init; } = 256;

    /// <summary>Crops in a step.</summary>
    [Setting("Crops in a step.", Min = 1, Max = 1024)]
    public int Batch { get; init; } = 4;

    /// <summary>Passes over the photos (AnimeGAN's 101); not used if <see cref="Steps"/> is given.</summary>
    [Setting("Passes over the photos, where --steps is not given.", Min = 1, Max = 1_000_000, Resume = ResumeRule.Free)]
    public int Epochs { get; init; } = 101;

    /// <summary>Passes of the start phase; not used if <see cref="StartSteps"/> is given.</summary>
    [Setting("Passes of the start phase, where --start-steps is not given.", Min = 0, Max = 1_000_000)]
    public int StartEpochs { get; init; } = 5;

    /// <summary>Steps in all, the start phase included.</summary>
    [Setting("Steps in all, the start phase included; without it, --epochs decides.", Min = 1, Max = 1_000_000_000, Resume = ResumeRule.Free)]
    public int? Steps { get; init; }

    /// <summary>Steps of the start phase.</summary>
    [Setting("Steps of the start phase; without it, --start-epochs decides.", Min = 0, Max = 1_000_000_000)]
    public int? StartSteps { get; init; }

    /// <summary>Critic steps before each generator step.</summary>
    [Setting("Critic steps before each generator step.", Min = 1, Max = 100)]
    public int CriticSteps { get; init; } = 1;

    /// <summary>η of the generator.</summary>
    [Setting("Learning rate of the generator.", Min = 0, AboveMin = true, Max = 1)]
    public double GeneratorLearningRate { get; init; } = 8e-5;

    /// <summary>η of the critic.</summary>
    [Setting("Learning rate of the critic.", Min = 0, AboveMin = true, Max = 1)]
    public double CriticLearningRate { get; init; } = 1.6e-4;

    /// <summary>η of the generator in the start phase.</summary>
    [Setting("Learning rate of the generator in the start phase.", Min = 0, AboveMin = true, Max = 1)]
    public double StartLearningRate { get; init; } = 1e-4;

    /// <summary>How the learning rates develop in the adversarial phase.</summary>
    [Setting("Learning rates of the adversarial phase: constant, cosine (falling to the end of the run) or step (see --decay-every).", Resume = ResumeRule.Free)]
    public LearningRateSchedule Schedule { get; init; }

    /// <summary>Steps at the beginning of each phase in which the learning rates rise to their values; 0 for none.</summary>
    [Setting("Steps at the beginning of each phase in which the learning rates rise; 0 for none.", Min = 0, Max = 1_000_000_000, Option = "--warm-up", Resume = ResumeRule.Free)]
    public int WarmUpSteps { get; init; }

    /// <summary>What the schedule “cosine” leaves of the learning rates at the end.</summary>
    [Setting("What the schedule cosine leaves of the learning rates at the end.", Min = 0, Max = 1, Resume = ResumeRule.Free)]
    public double FinalRate { get; init; } = 0.01;

    /// <summary>Steps between two decays of the schedule “step”.</summary>
    [Setting("Steps between two decays of the schedule step.", Min = 1, Max = 1_000_000_000, Resume = ResumeRule.Free)]
    public int DecayEvery { get; init; } = 10_000;

    /// <summary>What a decay of the schedule “step” leaves of the learning rates.</summary>
    [Setting("What a decay of the schedule step leaves of the learning rates.", Min = 0, AboveMin = true, Max = 1, Resume = ResumeRule.Free)]
    public double DecayFactor { get; init; } = 0.5;

    /// <summary>
    /// Decay of an exponential moving average of the generator; 0 for none. With it, generator.safetensors and the sheets
    /// have the averaged weights. 0.999 remembers about the last thousand steps. The training itself does not see it.
    /// </summary>
    [Setting("Decay of a moving average of the generator, which is then what is saved and shown; 0.999 is usual, 0 for none.", Min = 0, Max = 1, BelowMax = true, Resume = ResumeRule.Free)]
    public double Average { get; init; }

    /// <summary>λ of the gradient penalty.</summary>
    [Setting("Weight of the gradient penalty.", Min = 0, Max = 1e6)]
    public double Lambda { get; init; } = 10;

    /// <summary>The gradient penalty as Eq. 2 prints it, the square outside the expectation.</summary>
    [Setting("Compute the gradient penalty as Eq. 2 prints it, with the square outside the expectation.")]
    public bool SquareOutside { get; init; }

    /// <summary>α, β, γ, ω of Eq. 6.</summary>
    [Setting("Weights of the generator's loss terms.", Min = 0, Max = 1e6, Option = "--loss-weights")]
    public LossWeights Weights { get; init; } = new();

    /// <summary>
    /// What content and color (Eqs. 3 and 5, and the start phase) are compared with: the photo, as in the paper, or the
    /// abstracted photo, which shows a generator without VGG-19 what flat surfaces and contours are.
    /// </summary>
    [Setting("What content and colors are compared with: the photo itself as in the paper, or the photo abstracted in the style soft, comic or ink.")]
    public ContentTarget Target { get; init; } = ContentTarget.Photo;

    /// <summary>
    /// Coefficient of mean |G(q) − t| over the pictures themselves in the start phase, t being the <see cref="Target"/>. The paper's start phase is
    /// content only, the default; random features tell little about color, and with them this brings it back sooner.
    /// </summary>
    [Setting("Weight of the pixels' own difference in the start phase.", Min = 0, Max = 1e6)]
    public double StartPixelWeight { get; init; }

    /// <summary>How LIN chooses.</summary>
    [Setting("How LIN chooses between instance and layer normalization.")]
    public LinRule Lin { get; init; } = LinRule.PerLayer;

    /// <summary>How the generator enlarges.</summary>
    [Setting("How the generator enlarges.")]
    public ResizeMode Enlarge { get; init; } = ResizeMode.Nearest;

    /// <summary>
    /// Whether the generator's stages are computed a second time for their gradients instead of kept: less memory, more
    /// time, the same bits.
    /// </summary>
    [Setting("Compute the generator's stages a second time for their gradients instead of keeping them: less memory, the same result.", Resume = ResumeRule.Free)]
    public bool Recompute { get; init; }

    /// <summary>
    /// Parts in which a batch's gradients are computed and added up: about the memory of one part for the result of all,
    /// but for rounding. Costs a forward pass of the generator more.
    /// </summary>
    [Setting("Compute a batch in so many parts and add up their gradients: less memory, the same result within rounding.", Min = 1, Max = 1024, Resume = ResumeRule.Free)]
    public int Accumulate { get; init; } = 1;

    /// <summary>
    /// The most memory that the program (on a GPU: the device) may take, as “4GB” or “3500MiB”; null for no limit.
    /// <see cref="Accumulate"/> and <see cref="Recompute"/> are then chosen to fit.
    /// </summary>
    [Setting("Most memory, as 4GB or 3500MiB: chooses --accumulate and --recompute to fit.", Format = TextFormat.MemorySize, Resume = ResumeRule.Free)]
    public string? MaxMemory { get; init; }

    /// <summary>What happens when a loss, gradient or weight is NaN or infinite.</summary>
    [Setting("When something is NaN or infinite: stop, or rollBack to the last checkpoint and go on past those pictures.", Resume = ResumeRule.Free)]
    public DivergenceAction OnDivergence { get; init; }

    /// <summary>
    /// Folder of photos for the picture sheets, which the training never sees; null for the first training photos.
    /// </summary>
    [Setting("Folder of photos for the picture sheets, which the training never sees; without it, the first training photos.", Format = TextFormat.Folder, Resume = ResumeRule.Free)]
    public string? Validation { get; init; }

    /// <summary>Weight with which the critic also learns to tell gray style pictures from real ones (AnimeGAN: 1); 0 for not at all.</summary>
    [Setting("Weight of gray style pictures as negatives for the critic; AnimeGAN has 1.", Min = 0, Max = 1e6, FormerName = "grayFakes")]
    public double GrayscaleNegatives { get; init; }

    /// <summary>
    /// Weight with which the critic also learns to tell style pictures with smoothed edges from real ones (CartoonGAN: 1,
    /// AnimeGAN: 0.1); 0 for not at all.
    /// </summary>
    [Setting("Weight of style pictures with smoothed edges as negatives for the critic; AnimeGAN has 0.1.", Min = 0, Max = 1e6, FormerName = "smoothFakes")]
    public double SmoothedNegatives { get; init; }

    /// <summary>Where VGG's features are taken.</summary>
    [Setting("Convolution of VGG-19 whose output is the features.", Format = TextFormat.VggLayer)]
    public string FeatureLayer { get; init; } = "conv4_4";

    /// <summary>Whether features are taken after the ReLU.</summary>
    [Setting("Take features after the ReLU.")]
    public bool FeatureActivated { get; init; }

    /// <summary>Seed of first weights, order and crops.</summary>
    [Setting("Seed of first weights, order and crops.")]
    public ulong Seed { get; init; } = 1;

    /// <summary>Steps between picture sheets; 0 for none.</summary>
    [Setting("Steps between picture sheets; 0 for none.", Min = 0, Max = 1_000_000_000, Resume = ResumeRule.Free)]
    public int SheetEvery { get; init; } = 100;

    /// <summary>Steps between checkpoints; one is always written at the end.</summary>
    [Setting("Steps between checkpoints.", Min = 1, Max = 1_000_000_000, Resume = ResumeRule.Free)]
    public int SaveEvery { get; init; } = 100;

    /// <summary>Newest checkpoints that are kept; with one there is none to fall back on.</summary>
    [Setting("Newest checkpoints that are kept.", Min = 1, Max = 1_000_000, Resume = ResumeRule.Free)]
    public int KeepLast { get; init; } = 3;

    /// <summary>Checkpoints of steps that are multiples of this are kept for good; 0 for none.</summary>
    [Setting("Keep the checkpoints of steps that are multiples of this for good; 0 for none.", Min = 0, Max = 1_000_000_000, Resume = ResumeRule.Free)]
    public int KeepEvery { get; init; }

    /// <summary>Metric that selects the best checkpoint, which is also kept.</summary>
    [Setting("Keep the best checkpoint too, by the mean over 100 steps of the gray style loss (style), of all losses but the critic's (losses), or of the critic's distance (distance).", Resume = ResumeRule.Free)]
    public BestMeasure Best { get; init; } = BestMeasure.Style;

    /// <summary>Steps between lines of the log.</summary>
    [Setting("Steps between lines of the log.", Min = 1, Max = 1_000_000_000, Resume = ResumeRule.Free)]
    public int LogEvery { get; init; } = 10;

    /// <summary>Threads that read pictures.</summary>
    [Setting("Threads that read pictures.", Min = 1, Max = 256, Resume = ResumeRule.Free)]
    public int LoaderThreads { get; init; } = 1;

    /// <summary><see cref="MaxMemory"/> in bytes.</summary>
    internal long? MaxMemoryBytes => MaxMemory is null ? null : MemorySize.Parse(MaxMemory);

    /// <summary>Reads a settings file.</summary>
    /// <exception cref="SettingsException">The file is missing, not JSON, or has an unknown or impossible value.</exception>
    public static TrainingSettings Load(string path) => SettingsFile.Load(path);

    /// <summary>Reads settings from JSON; <paramref name="source"/> is what messages call it.</summary>
    /// <exception cref="SettingsException">It is not JSON, or has an unknown or impossible value.</exception>
    public static TrainingSettings Parse(string json, string source) => SettingsFile.Parse(json, source);

    /// <summary>The settings as JSON.</summary>
    public string ToJson() => SettingsFile.Write(this);

    /// <summary>Steps in all for a number of photos.</summary>
    /// <exception cref="SettingsException">There are more than can be counted.</exception>
    public int TotalSteps(int photos) => Steps ?? Count("epochs", Epochs, photos);

    /// <summary>Steps of the start phase for a number of photos, never more than in all.</summary>
    /// <exception cref="SettingsException">There are more than can be counted.</exception>
    public int TotalStartSteps(int photos) =>
        Math.Min(StartSteps ?? Count("startEpochs", StartEpochs, photos), TotalSteps(photos));

    /// <summary>Throws where a value cannot be used.</summary>
    /// <exception cref="SettingsException">Says which value and what it may be.</exception>
    public void Validate()
    {
        if (Faults().FirstOrDefault() is { } fault)
        {
            throw new SettingsException(fault);
        }
    }

    /// <summary>A sentence for each value that cannot be used.</summary>
    public IEnumerable<string> Faults()
    {
        string[] faults = [.. SettingTable.All.Select(setting => setting.FaultIn(this)).OfType<string>()];
        // What settings ask of one another only makes sense among values that are possible by themselves.
        return faults.Length > 0 ? faults : Contradictions();
    }

    /// <summary>Removes local paths before the settings are published.</summary>
    internal TrainingSettings WithoutFolders() => SettingTable.All.Where(setting => setting.IsPath && setting.Get(this) is string).Aggregate(
        this, (settings, setting) => setting.With(settings, Path.GetFileName(((string)setting.Get(this)!).TrimEnd('/', '\\'))));

    private IEnumerable<string> Contradictions()
    {
        if ((long)Batch * Size * Size > MaxBatchPixels)
        {
            yield return $"The setting batch = '{Batch}' cannot be used; it must be at most {MaxBatchPixels / ((long)Size * Size)} with size = '{Size}'.";
        }

        if (Accumulate > Batch)
        {
            yield return $"The setting accumulate = '{Accumulate}' cannot be used; it must be at most the batch, {Batch}.";
        }

        if (Accumulate > 1 && SquareOutside)
        {
            yield return $"The setting accumulate = '{Accumulate}' cannot be used; it must be 1 with squareOutside, which is no mean over samples.";
        }

        if (MaxMemory is not null && SquareOutside)
        {
            yield return $"The setting maxMemory = '{MaxMemory}' cannot be used; it must be left out with squareOutside, whose batch cannot be split.";
        }
    }

    private int Count(string setting, int epochs, int photos)
    {
        long steps = epochs * (((long)photos + Batch - 1) / Batch);
        return steps <= int.MaxValue
            ? (int)steps
            : throw new SettingsException($"The setting {setting} = '{epochs}' cannot be used; over {photos} photos it must be at most {int.MaxValue / (steps / epochs)}.");
    }
}
