using ILComicGAN.Engine;
using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Random;
using ILComicGAN.Imaging.Abstraction;
using ILComicGAN.Networks;
using ILComicGAN.Training.Data;
using ILComicGAN.Training.Optimization;
using ILComicGAN.Training.Runs;

namespace ILComicGAN.Training;

/// <summary>
/// Computes one step: draws the batches, sums the gradients of their parts, updates. All that a step depends on is its
/// number, the networks and optimizers, and where the loaders stand.
/// </summary>
internal sealed class StepComputation : IDisposable
{
    private const ushort PhotoFamily = 10;
    private const ushort StyleFamily = 12;
    private const ushort EpsilonFamily = 14;
    private const long CacheBytes = 512L << 20;

    private readonly Device _device;
    private readonly TrainingSettings _settings;
    private readonly LwComicGan _system;
    private readonly LearningRates _rates;
    private readonly int _startSteps;
    private readonly int _totalSteps;
    private readonly BatchPart[] _parts;
    private readonly BufferSnapshot _iteration;
    private readonly FiniteCheck _check = new();
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
        long cache = CacheBytesFor(settings.MaxMemoryBytes ?? long.MaxValue);
        _photos = Loader(photos, PhotoFamily, Drawn(settings.Target), smoothed: false);
        _style = Loader(style, StyleFamily, null, settings.SmoothFakes > 0);

        BatchLoader Loader(IReadOnlyList<string> files, ushort family, AbstractionStyle? target, bool smoothed) => new(
            files, settings.Size, settings.Batch, settings.Seed, family, 0, settings.LoaderThreads, cache, target, smoothed, warn);
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

    /// <summary>Bytes of decoded pictures that each loader keeps: pictures can be read again, so the networks go first.</summary>
    /// <param name="memory">The most memory there may be.</param>
    public static long CacheBytesFor(long memory) => Math.Min(CacheBytes, memory / 40);

    /// <summary>Lets the loaders stand at these samples.</summary>
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
        MeanLosses losses = new();
        _system.GeneratorOptimizer.LearningRate = _rates.Generator(done);
        bool start = done < _startSteps;
        if (start)
        {
            Start(losses, shares);
        }
        else
        {
            Adversarial(done, losses, shares);
        }

        _check.AddWeights("generator", _system.Generator);
        IReadOnlyList<string> notFinite = _check.Finish(out IReadOnlyDictionary<string, float> norms);
        StepReport report = new()
        {
            Step = done + 1,
            TotalSteps = _totalSteps,
            Phase = start ? "start" : "gan",
            Content = losses["content"],
            GeneratorLearningRate = _system.GeneratorOptimizer.LearningRate,
            GeneratorGradientNorm = norms["generator"],
            InstanceShares = shares ? InstanceShares(losses) : null,
        };
        report = start ? report : report with
        {
            CriticLearningRate = _system.CriticOptimizer.LearningRate,
            CriticGradientNorm = norms["critic"],
            Gray = losses["gray"],
            Color = losses["color"],
            Adversarial = losses["adversarial"],
            Total = losses["total"],
            CriticFake = losses["fake"],
            CriticReal = losses["real"],
            Penalty = losses["penalty"],
            Critic = losses["critic"],
        };
        return report with { NotFinite = [.. report.InfiniteLosses, .. notFinite] };
    }

    /// <summary>Stops the loaders and frees the copies.</summary>
    public void Dispose()
    {
        _check.Dispose();
        _iteration.Dispose();
        _photos.Dispose();
        _style.Dispose();
    }

    private void Start(MeanLosses losses, bool shares)
    {
        PictureBatch batch = Next(_photos, _photosOfStep);
        foreach (BatchPart part in _parts)
        {
            using TensorScope scope = new();
            (Tensor photo, Tensor target) = UploadWithTarget(batch, part);
            losses.Add("content", _system.StartGradients(photo, target, part.Share), part.Share);
            AddShares(losses, shares, part);
        }

        UpdateGenerator();
    }

    private void Adversarial(int done, MeanLosses losses, bool shares)
    {
        if (done == _startSteps)
        {
            // Another loss with another scale: the moments of the start phase say nothing about it.
            _system.GeneratorOptimizer.Reset();
        }

        _system.CriticOptimizer.LearningRate = _rates.Critic(done);
        for (int i = 0; i < _settings.CriticSteps - 1; i++)
        {
            CriticStep(Next(_photos, _photosOfStep), Next(_style, _styleOfStep), Epsilon(done, i), new MeanLosses());
        }

        PictureBatch photos = Next(_photos, _photosOfStep);
        PictureBatch style = Next(_style, _styleOfStep);
        float[] epsilon = Epsilon(done, _settings.CriticSteps - 1);
        if (_parts is [BatchPart whole])
        {
            using TensorScope scope = new();
            (Tensor photo, Tensor target) = UploadWithTarget(photos, whole);
            // G does not change between its critic's step and its own: one forward pass serves both.
            Tensor fake = _system.Generator.Forward(photo);
            CriticGradients(fake, style, epsilon, whole, losses);
            UpdateCritic();
            GeneratorGradients(fake, target, style, whole, losses);
            AddShares(losses, shares, whole);
        }
        else
        {
            CriticStep(photos, style, epsilon, losses);
            GeneratorParts(photos, style, losses, shares);
        }

        UpdateGenerator();
    }

    private void CriticStep(PictureBatch photos, PictureBatch style, float[] epsilon, MeanLosses losses)
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
            CriticGradients(fake, style, epsilon, part, losses);
        }

        UpdateCritic();
    }

    private void GeneratorParts(PictureBatch photos, PictureBatch style, MeanLosses losses, bool shares)
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
            GeneratorGradients(_system.Generator.Forward(photo), target, style, part, losses);
            AddShares(losses, shares, part);
        }
    }

    private void CriticGradients(Tensor fake, PictureBatch style, float[] epsilon, BatchPart part, MeanLosses losses)
    {
        Tensor perSample = Tensor.FromHost(_device, new Shape(part.Count, 1, 1, 1), epsilon.AsSpan(part.First, part.Count));
        Tensor? smoothed = style.Smoothed is { } pictures ? Upload(pictures, part) : null;
        CriticLoss critic = _system.CriticGradients(fake, Upload(style.Values, part), perSample, smoothed, part.Share);
        losses.Add("fake", critic.Fake, part.Share);
        losses.Add("real", critic.Real, part.Share);
        losses.Add("penalty", critic.Penalty, part.Share);
        losses.Add("critic", critic.Total, part.Share);
    }

    private void GeneratorGradients(Tensor fake, Tensor target, PictureBatch style, BatchPart part, MeanLosses losses)
    {
        GeneratorLoss generator = _system.GeneratorGradients(fake, target, Upload(style.Values, part), part.Share);
        losses.Add("content", generator.Content, part.Share);
        losses.Add("gray", generator.Gray, part.Share);
        losses.Add("color", generator.Color, part.Share);
        losses.Add("adversarial", generator.Adversarial, part.Share);
        losses.Add("total", generator.Total, part.Share);
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

    /// <summary>ε of the gradient penalty for one critic step, one per sample.</summary>
    private float[] Epsilon(int done, int criticStep)
    {
        float[] values = new float[_settings.Batch];
        RandomStream.For(_settings.Seed, EpsilonFamily, ((long)done * _settings.CriticSteps) + criticStep).FillUniform(values, 0, 1);
        return values;
    }

    private static AbstractionStyle? Drawn(ContentTarget target) => target switch
    {
        ContentTarget.Photo => null,
        ContentTarget.Comic => AbstractionStyle.Comic,
        ContentTarget.Ink => AbstractionStyle.Ink,
        _ => throw new ArgumentOutOfRangeException(nameof(target), target, null),
    };

    private void AddShares(MeanLosses losses, bool wanted, BatchPart part)
    {
        if (wanted)
        {
            foreach ((string name, Lin lin) in _system.Generator.ModulesOf<Lin>())
            {
                losses.Add(name, lin.InstanceShare, part.Share);
            }
        }
    }

    private Dictionary<string, float> InstanceShares(MeanLosses losses) =>
        _system.Generator.ModulesOf<Lin>().ToDictionary(named => named.Name, named => losses[named.Name]);
}
