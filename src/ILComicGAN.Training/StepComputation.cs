using ILComicGAN.Engine;
using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Imaging.Abstraction;
using ILComicGAN.Networks.Generators;
using ILComicGAN.Networks.Layers;
using ILComicGAN.Networks.Losses;
using ILComicGAN.Networks.Modules;
using ILComicGAN.Training.Data;
using ILComicGAN.Training.Optimization;
using ILComicGAN.Training.Runs;

namespace ILComicGAN.Training;

/// <summary>
/// Computes one step: draws the batches, adds up the gradients of their parts, updates. A step depends on its number, the
/// networks and optimizers, and the positions of the loaders, and on nothing else. What it finds is fetched once, at its end.
/// </summary>
internal sealed class StepComputation : IDisposable
{
    private const long CacheBytes = 512L << 20;

    private readonly Device _device;
    private readonly TrainingSettings _settings;
    private readonly LwComicGan _system;
    private readonly LearningRates _rates;
    private readonly int _startSteps;
    private readonly int _totalSteps;
    private readonly BatchPart[] _parts;
    private readonly BufferSnapshot _iteration;
    private readonly PenaltyMix _penaltyMix;
    private readonly StepReadback _readback = new();
    private readonly FiniteCheck _check;
    private readonly BatchLoader _photos;
    private readonly BatchLoader _style;
    private readonly List<PictureBatch> _photosOfStep = [];
    private readonly List<PictureBatch> _styleOfStep = [];

    public StepComputation(
        Device device,
        TrainingSettings settings,
        LwComicGan system,
        IReadOnlyList<string> photos,
        IReadOnlyList<string> style,
        Action<string> warn)
    {
        (_device, _settings, _system) = (device, settings, system);
        _totalSteps = settings.TotalSteps(photos.Count);
        _startSteps = settings.TotalStartSteps(photos.Count);
        _rates = new LearningRates(settings, _startSteps, _totalSteps);
        _parts = BatchPart.Split(settings.Batch, Math.Min(settings.Accumulate, settings.Batch));
        _iteration = new BufferSnapshot(system.Critic);
        _penaltyMix = new PenaltyMix(device, settings.Seed, settings.Batch);
        _check = new FiniteCheck(_readback);
        long cache = CacheBytesFor(settings.MaxMemoryBytes ?? long.MaxValue);
        _photos = Loader(photos, RandomPurpose.PhotoOrder, RandomPurpose.PhotoCrops, ToAbstractionStyle(settings.Target), smoothed: false);
        _style = Loader(style, RandomPurpose.StyleOrder, RandomPurpose.StyleCrops, null, settings.SmoothedNegatives > 0);

        BatchLoader Loader(IReadOnlyList<string> files, RandomPurpose order, RandomPurpose crops, AbstractionStyle? target, bool smoothed) => new(
            files, settings.Size, settings.Batch, settings.Seed, order, crops, 0, settings.LoaderThreads, cache, target, smoothed, warn);
    }

    /// <summary>Next photo sample.</summary>
    public long PhotoPosition => _photos.Position;

    /// <summary>Next style sample.</summary>
    public long StylePosition => _style.Position;

    /// <summary>The photos of the last step.</summary>
    public IReadOnlyList<PictureBatch> Photos => _photosOfStep;

    /// <summary>The style pictures of the last step.</summary>
    public IReadOnlyList<PictureBatch> Style => _styleOfStep;

    /// <summary>May change what the loaders deliver; for tests of what a bad batch does.</summary>
    internal Action<PictureBatch>? Disturb { get; set; }

    /// <summary>Bytes of decoded pictures that each loader caches. Little of a limited memory: pictures can be read again.</summary>
    /// <param name="memory">The most memory there may be.</param>
    public static long CacheBytesFor(long memory) => Math.Min(CacheBytes, memory / 40);

    /// <summary>Moves the loaders to these samples.</summary>
    public void Seek(long photoPosition, long stylePosition)
    {
        _photos.Seek(photoPosition);
        _style.Seek(stylePosition);
    }

    /// <summary>Leaves out the pictures that the next step would have taken.</summary>
    /// <param name="done">Steps done.</param>
    /// <param name="times">How many steps' pictures.</param>
    public void Skip(int done, int times)
    {
        bool start = done < _startSteps;
        long samples = (long)times * _settings.Batch * (start ? 1 : _settings.CriticSteps);
        Seek(PhotoPosition + samples, StylePosition + (start ? 0 : samples));
    }

    /// <summary>The step that follows <paramref name="done"/> steps.</summary>
    /// <param name="done">Steps done.</param>
    /// <param name="shares">Whether to fetch what LIN chose.</param>
    public StepReport Compute(int done, bool shares)
    {
        _photosOfStep.Clear();
        _styleOfStep.Clear();
        BatchMeans losses = new(_readback);
        BatchMeans lin = new(_readback);
        _system.GeneratorOptimizer.LearningRate = _rates.Generator(done);
        bool start = done < _startSteps;
        if (start)
        {
            Start(losses, shares ? lin : null);
        }
        else
        {
            Adversarial(done, losses, shares ? lin : null);
        }

        _check.AddWeights("generator", _system.Generator);
        _readback.Fetch();
        IReadOnlyList<string> notFinite = _check.Finish(out IReadOnlyDictionary<string, float> norms);
        StepReport report = new()
        {
            Step = done + 1,
            TotalSteps = _totalSteps,
            Phase = start ? "start" : "gan",
            Losses = losses.ToDictionary(),
            GeneratorLearningRate = _system.GeneratorOptimizer.LearningRate,
            CriticLearningRate = start ? null : _system.CriticOptimizer.LearningRate,
            GeneratorGradientNorm = norms["generator"],
            CriticGradientNorm = start ? null : norms["critic"],
            InstanceShares = shares ? lin.ToDictionary() : null,
        };
        return report with { NotFinite = [.. report.InfiniteLosses, .. notFinite] };
    }

    /// <summary>Stops the loaders and frees the copies.</summary>
    public void Dispose()
    {
        _readback.Dispose();
        _iteration.Dispose();
        _penaltyMix.Dispose();
        _photos.Dispose();
        _style.Dispose();
    }

    private void Start(BatchMeans losses, BatchMeans? shares)
    {
        PictureBatch batch = Next(_photos, _photosOfStep);
        foreach (BatchPart part in _parts)
        {
            using TensorScope scope = new();
            (Tensor photo, Tensor target) = UploadWithTarget(batch, part);
            losses.Add(ContentLoss.Key, _system.StartGradients(photo, target, part.Share), part.Share);
            AddShares(shares, part);
        }

        UpdateGenerator();
    }

    private void Adversarial(int done, BatchMeans losses, BatchMeans? shares)
    {
        if (done == _startSteps)
        {
            // Another loss with another scale: the moments of the start phase say nothing about it.
            _system.GeneratorOptimizer.Reset();
        }

        _system.CriticOptimizer.LearningRate = _rates.Critic(done);
        for (int i = 0; i < _settings.CriticSteps - 1; i++)
        {
            CriticStep(Next(_photos, _photosOfStep), Next(_style, _styleOfStep), CriticStepOf(done, i), null);
        }

        PictureBatch photos = Next(_photos, _photosOfStep);
        PictureBatch style = Next(_style, _styleOfStep);
        long criticStep = CriticStepOf(done, _settings.CriticSteps - 1);
        if (_parts is [BatchPart whole])
        {
            using TensorScope scope = new();
            (Tensor photo, Tensor target) = UploadWithTarget(photos, whole);
            // G does not change between its critic's step and its own: one forward pass serves both.
            Tensor fake = _system.Generator.Forward(photo);
            Tensor real = Upload(style.Values, whole);
            CriticPart(fake, real, style, criticStep, whole, losses);
            UpdateCritic();
            GeneratorPart(fake, target, real, whole, losses);
            AddShares(shares, whole);
        }
        else
        {
            CriticStep(photos, style, criticStep, losses);
            GeneratorParts(photos, style, losses, shares);
        }

        UpdateGenerator();
    }

    private void CriticStep(PictureBatch photos, PictureBatch style, long criticStep, BatchMeans? losses)
    {
        _iteration.Take();
        foreach (BatchPart part in _parts)
        {
            if (part.First > 0)
            {
                _iteration.Restore();
            }

            using TensorScope scope = new();
            Tensor fake = Generate(Upload(photos.Values, part));
            CriticPart(fake, Upload(style.Values, part), style, criticStep, part, losses);
        }

        UpdateCritic();
    }

    private void GeneratorParts(PictureBatch photos, PictureBatch style, BatchMeans losses, BatchMeans? shares)
    {
        _iteration.Take();
        foreach (BatchPart part in _parts)
        {
            if (part.First > 0)
            {
                _iteration.Restore();
            }

            using TensorScope scope = new();
            (Tensor photo, Tensor target) = UploadWithTarget(photos, part);
            GeneratorPart(_system.Generator.Forward(photo), target, Upload(style.Values, part), part, losses);
            AddShares(shares, part);
        }
    }

    private void CriticPart(Tensor fake, Tensor real, PictureBatch style, long criticStep, BatchPart part, BatchMeans? losses)
    {
        Tensor? smoothed = style.Smoothed is { } pictures ? Upload(pictures, part) : null;
        CriticLoss critic = _system.CriticGradients(fake, real, _penaltyMix.Of(criticStep, part), smoothed, part.Share);
        losses?.Add(LossSeries.CriticFake, critic.Fake, part.Share);
        losses?.Add(LossSeries.CriticReal, critic.Real, part.Share);
        losses?.Add(LossSeries.Penalty, critic.Penalty, part.Share);
        losses?.Add(LossSeries.Critic, critic.Total, part.Share);
    }

    private void GeneratorPart(Tensor fake, Tensor target, Tensor style, BatchPart part, BatchMeans losses)
    {
        GeneratorLoss generator = _system.GeneratorGradients(fake, target, style, part.Share);
        foreach ((string name, Tensor term) in generator.Terms)
        {
            losses.Add(name, term, part.Share);
        }

        losses.Add(LossSeries.Total, generator.Total, part.Share);
    }

    private void UpdateCritic()
    {
        _check.AddGradients("critic", _system.Critic);
        _system.CriticOptimizer.Step();
        _check.AddWeights("critic", _system.Critic);
    }

    private void UpdateGenerator()
    {
        _check.AddGradients("generator", _system.Generator);
        _system.GeneratorOptimizer.Step();
    }

    private PictureBatch Next(BatchLoader loader, List<PictureBatch> ofStep)
    {
        PictureBatch batch = loader.Next();
        Disturb?.Invoke(batch);
        ofStep.Add(batch);
        return batch;
    }

    private Tensor Generate(Tensor photo)
    {
        using Pause pause = GradientRecording.Pause();
        return _system.Generator.Forward(photo);
    }

    private (Tensor Photo, Tensor Target) UploadWithTarget(PictureBatch batch, BatchPart part)
    {
        Tensor photo = Upload(batch.Values, part);
        return (photo, batch.Targets == batch.Values ? photo : Upload(batch.Targets, part));
    }

    private Tensor Upload(float[] crops, BatchPart part)
    {
        int length = 3 * _settings.Size * _settings.Size;
        Shape shape = new(part.Count, 3, _settings.Size, _settings.Size);
        return Tensor.FromHost(_device, shape, crops.AsSpan(part.First * length, part.Count * length));
    }

    private long CriticStepOf(int done, int index) => ((long)done * _settings.CriticSteps) + index;

    private static AbstractionStyle? ToAbstractionStyle(ContentTarget target) => target switch
    {
        ContentTarget.Photo => null,
        ContentTarget.Comic => AbstractionStyle.Comic,
        ContentTarget.Soft => AbstractionStyle.Soft,
        ContentTarget.Ink => AbstractionStyle.Ink,
        _ => throw new ArgumentOutOfRangeException(nameof(target), target, null),
    };

    private void AddShares(BatchMeans? shares, BatchPart part)
    {
        if (shares is null)
        {
            return;
        }

        using Pause pause = GradientRecording.Pause();
        using TensorScope scope = new();
        foreach ((string name, Lin lin) in _system.Generator.ModulesOf<Lin>())
        {
            shares.Add(name, Functional.Mean(lin.LastChoice!), part.Share);
        }
    }
}
