using System.Text.Json;
using System.Text.Json.Serialization;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Networks;
using ILComicGAN.Training.Checkpoints;
using ILComicGAN.Training.Optimization;

namespace ILComicGAN.Training;

/// <summary>Everything that decides a training run. As JSON it is the settings file and stands in the run folder.</summary>
public sealed record TrainingSettings
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Folder of photos.</summary>
    public string Photos { get; init; } = "";

    /// <summary>Folder of pictures in the wanted style.</summary>
    public string Style { get; init; } = "";

    /// <summary>VGG-19 weights from any known source; null for random features.</summary>
    public string? Vgg19 { get; init; }

    /// <summary>
    /// Weights of a generator to begin with, as from another style's run; null to begin from random ones. Read once, at
    /// the beginning.
    /// </summary>
    public string? Initial { get; init; }

    /// <summary>Licence of the weights that come out, for their metadata.</summary>
    public string? Licence { get; init; }

    /// <summary>Side of the training crops; a multiple of 4, at least 32.</summary>
    public int Size { get; init; } = 256;

    /// <summary>Crops in a step.</summary>
    public int Batch { get; init; } = 4;

    /// <summary>Passes over the photos (AnimeGAN's 101); not used if <see cref="Steps"/> is given.</summary>
    public int Epochs { get; init; } = 101;

    /// <summary>Passes of the start phase; not used if <see cref="StartSteps"/> is given.</summary>
    public int StartEpochs { get; init; } = 5;

    /// <summary>Steps in all, the start phase included.</summary>
    public int? Steps { get; init; }

    /// <summary>Steps of the start phase.</summary>
    public int? StartSteps { get; init; }

    /// <summary>Critic steps before each generator step.</summary>
    public int CriticSteps { get; init; } = 1;

    /// <summary>η of the generator.</summary>
    public double GeneratorLearningRate { get; init; } = 8e-5;

    /// <summary>η of the critic.</summary>
    public double CriticLearningRate { get; init; } = 1.6e-4;

    /// <summary>η of the generator in the start phase.</summary>
    public double StartLearningRate { get; init; } = 1e-4;

    /// <summary>How the learning rates go on in the adversarial phase. A resumed run may change it.</summary>
    public LearningRateSchedule Schedule { get; init; }

    /// <summary>Steps at the beginning of each phase in which the learning rates rise to their values; 0 for none.</summary>
    public int WarmUpSteps { get; init; }

    /// <summary>What the schedule “cosine” leaves of the learning rates at the end, in [0, 1].</summary>
    public double FinalRate { get; init; } = 0.01;

    /// <summary>Steps between two decays of the schedule “step”.</summary>
    public int DecayEvery { get; init; } = 10_000;

    /// <summary>What a decay of the schedule “step” leaves of the learning rates, in (0, 1].</summary>
    public double DecayFactor { get; init; } = 0.5;

    /// <summary>
    /// Decay of an exponential moving average of the generator, in [0, 1); 0 for none. With it, generator.safetensors
    /// and the sheets have the averaged weights. 0.999 remembers about the last thousand steps. The training itself
    /// does not see it, so a resumed run may change it.
    /// </summary>
    public double Average { get; init; }

    /// <summary>λ of the gradient penalty.</summary>
    public double Lambda { get; init; } = 10;

    /// <summary>The gradient penalty as Eq. 2 prints it, the square outside the expectation.</summary>
    public bool SquareOutside { get; init; }

    /// <summary>α, β, γ, ω of Eq. 6.</summary>
    public LossWeights Weights { get; init; } = new();

    /// <summary>
    /// What content and color (Eqs. 3 and 5, and the start phase) are compared with: the photo, as in the paper, or the
    /// photo drawn by image processing, which shows a generator without VGG-19 what flat surfaces and contours are.
    /// </summary>
    public ContentTarget Target { get; init; } = ContentTarget.Photo;

    /// <summary>
    /// Coefficient of mean |G(q) − t| over the pictures themselves in the start phase, t being the <see cref="Target"/>. The paper's start phase is
    /// content only, the default; random features tell little about color, and with them this brings it back sooner.
    /// </summary>
    public double StartPixelWeight { get; init; }

    /// <summary>How LIN chooses.</summary>
    public LinRule Lin { get; init; } = LinRule.PerLayer;

    /// <summary>How the generator enlarges.</summary>
    public ResizeMode Enlarge { get; init; } = ResizeMode.Nearest;

    /// <summary>
    /// Whether the generator's stages are computed a second time for their gradients instead of kept: less memory, more
    /// time, the same bits. A resumed run may change it.
    /// </summary>
    public bool Recompute { get; init; }

    /// <summary>
    /// Parts in which a batch's gradients are computed and added up: about the memory of one part for the result of all,
    /// but for rounding. Costs a forward pass of the generator more. A resumed run may change it.
    /// </summary>
    public int Accumulate { get; init; } = 1;

    /// <summary>
    /// The most memory that the program (on a GPU: the device) may take, as “4GB” or “3500MiB”; null for no limit.
    /// <see cref="Accumulate"/> and <see cref="Recompute"/> are then chosen to fit.
    /// </summary>
    public string? MaxMemory { get; init; }

    /// <summary>What happens when a loss, gradient or weight is infinite or not a number.</summary>
    public DivergenceAction OnDivergence { get; init; }

    /// <summary>
    /// Folder of photos for the picture sheets, which the training never sees; null for the first training photos.
    /// </summary>
    public string? Validation { get; init; }

    /// <summary>Weight with which the critic also learns to tell gray style pictures from real ones (AnimeGAN: 1); 0 for not at all.</summary>
    public double GrayFakes { get; init; }

    /// <summary>
    /// Weight with which the critic also learns to tell style pictures with smoothed edges from real ones (CartoonGAN: 1,
    /// AnimeGAN: 0.1); 0 for not at all.
    /// </summary>
    public double SmoothFakes { get; init; }

    /// <summary>Where VGG's features are taken.</summary>
    public string FeatureLayer { get; init; } = "conv4_4";

    /// <summary>Whether features are taken after the ReLU.</summary>
    public bool FeatureActivated { get; init; }

    /// <summary>Seed of first weights, order and crops.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Steps between picture sheets; 0 for none.</summary>
    public int SheetEvery { get; init; } = 100;

    /// <summary>Steps between checkpoints; one is always written at the end.</summary>
    public int SaveEvery { get; init; } = 100;

    /// <summary>Newest checkpoints that are kept; with one there is none to fall back on.</summary>
    public int KeepLast { get; init; } = 3;

    /// <summary>Checkpoints of steps that are multiples of this are kept for good; 0 for none.</summary>
    public int KeepEvery { get; init; }

    /// <summary>By what the best checkpoint is told, which is kept too.</summary>
    public BestMeasure Best { get; init; } = BestMeasure.Style;

    /// <summary>Steps between lines of the log.</summary>
    public int LogEvery { get; init; } = 10;

    /// <summary>Threads that read pictures.</summary>
    public int LoaderThreads { get; init; } = 1;

    /// <summary><see cref="MaxMemory"/> in bytes.</summary>
    internal long? MaxMemoryBytes => MaxMemory is null ? null : MemorySize.Parse(MaxMemory);

    /// <summary>Reads a settings file.</summary>
    /// <exception cref="SettingsException">The file is missing, not JSON, or has an unknown or impossible value.</exception>
    public static TrainingSettings Load(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"The settings file '{path}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Reads settings from JSON; <paramref name="source"/> is what messages call it.</summary>
    /// <exception cref="SettingsException">It is not JSON, or has an unknown or impossible value.</exception>
    public static TrainingSettings Parse(string json, string source)
    {
        try
        {
            return JsonSerializer.Deserialize<TrainingSettings>(json, s_json)
                ?? throw new SettingsException($"The settings in '{source}' are empty.");
        }
        catch (JsonException e)
        {
            throw new SettingsException($"The settings in '{source}' are not valid: {e.Message}", e);
        }
    }

    /// <summary>The settings as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, s_json);

    /// <summary>Steps in all for a number of photos.</summary>
    public int TotalSteps(int photos) => Steps ?? checked(Epochs * StepsPerEpoch(photos));

    /// <summary>Steps of the start phase for a number of photos, never more than in all.</summary>
    public int TotalStartSteps(int photos) =>
        Math.Min(StartSteps ?? checked(StartEpochs * StepsPerEpoch(photos)), TotalSteps(photos));

    /// <summary>Throws where a value cannot be used.</summary>
    /// <exception cref="SettingsException">Says which value and what it may be.</exception>
    public void Validate()
    {
        Require(Size >= 32 && Size % Generator.SizeMultiple == 0, "size", Size, "a multiple of 4, at least 32");
        Require(Batch >= 1, "batch", Batch, "at least 1");
        Require(Epochs >= 1, "epochs", Epochs, "at least 1");
        Require(StartEpochs >= 0, "startEpochs", StartEpochs, "0 or more");
        Require(Steps is null or >= 1, "steps", Steps, "at least 1");
        Require(StartSteps is null or >= 0, "startSteps", StartSteps, "0 or more");
        Require(CriticSteps >= 1, "criticSteps", CriticSteps, "at least 1");
        Require(GeneratorLearningRate > 0, "generatorLearningRate", GeneratorLearningRate, "positive");
        Require(CriticLearningRate > 0, "criticLearningRate", CriticLearningRate, "positive");
        Require(StartLearningRate > 0, "startLearningRate", StartLearningRate, "positive");
        Require(StartPixelWeight >= 0, "startPixelWeight", StartPixelWeight, "0 or more");
        Require(Accumulate >= 1 && Accumulate <= Batch, "accumulate", Accumulate, "at least 1 and at most the batch");
        Require(Accumulate == 1 || !SquareOutside, "accumulate", Accumulate, "1 with squareOutside, which is no mean over samples");
        Require(MaxMemory is null || MaxMemoryBytes is not null, "maxMemory", MaxMemory, "a number with a unit, as 4GB or 3500MiB");
        Require(MaxMemory is null || !SquareOutside, "maxMemory", MaxMemory, "left out with squareOutside, whose batch cannot be split");
        Require(GrayFakes >= 0, "grayFakes", GrayFakes, "0 or more");
        Require(SmoothFakes >= 0, "smoothFakes", SmoothFakes, "0 or more");
        Require(WarmUpSteps >= 0, "warmUpSteps", WarmUpSteps, "0 or more");
        Require(FinalRate is >= 0 and <= 1, "finalRate", FinalRate, "in [0, 1]");
        Require(DecayEvery >= 1, "decayEvery", DecayEvery, "at least 1");
        Require(DecayFactor is > 0 and <= 1, "decayFactor", DecayFactor, "above 0 and at most 1");
        Require(Average is >= 0 and < 1, "average", Average, "in [0, 1), as 0.999");
        Require(Lambda >= 0, "lambda", Lambda, "0 or more");
        Require(SheetEvery >= 0, "sheetEvery", SheetEvery, "0 or more");
        Require(SaveEvery >= 1, "saveEvery", SaveEvery, "at least 1");
        Require(KeepLast >= 1, "keepLast", KeepLast, "at least 1");
        Require(KeepEvery >= 0, "keepEvery", KeepEvery, "0 or more");
        Require(LogEvery >= 1, "logEvery", LogEvery, "at least 1");
        Require(LoaderThreads >= 1, "loaderThreads", LoaderThreads, "at least 1");
        Require(Photos.Length > 0, "photos", "", "a folder of photos (--photos)");
        Require(Style.Length > 0, "style", "", "a folder of style pictures (--style)");
    }

    /// <summary>Weights and reports are passed on; where this machine keeps its pictures is nobody's business.</summary>
    internal TrainingSettings WithoutFolders() => this with
    {
        Photos = Path.GetFileName(Photos.TrimEnd('/', '\\')),
        Style = Path.GetFileName(Style.TrimEnd('/', '\\')),
        Validation = Path.GetFileName(Validation?.TrimEnd('/', '\\')),
        Vgg19 = Path.GetFileName(Vgg19),
        Initial = Path.GetFileName(Initial),
    };

    private static void Require<T>(bool condition, string name, T value, string allowed)
    {
        if (!condition)
        {
            throw new SettingsException($"The setting {name} = '{value}' cannot be used; it must be {allowed}.");
        }
    }

    private int StepsPerEpoch(int photos) => (photos + Batch - 1) / Batch;
}
