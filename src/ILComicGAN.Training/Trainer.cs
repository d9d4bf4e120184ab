using System.Diagnostics;
using ILComicGAN.Engine;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Memory;
using ILComicGAN.Engine.Random;
using ILComicGAN.Imaging;
using ILComicGAN.Imaging.Abstraction;
using ILComicGAN.Networks;
using ILComicGAN.Stylization;
using ILComicGAN.Training.Checkpoints;
using ILComicGAN.Training.Data;
using ILComicGAN.Training.Optimization;
using ILComicGAN.Training.Runs;
using ILComicGAN.Weights;

namespace ILComicGAN.Training;

/// <summary>
/// A training run: the start phase, then critic and generator steps in turn, with its log, picture sheets and
/// checkpoints. Stopped and resumed it gives the same bits as never stopped, on a deterministic device.
/// </summary>
public sealed class Trainer : IDisposable
{
    private const ushort PhotoFamily = 10;
    private const ushort StyleFamily = 12;
    private const ushort EpsilonFamily = 14;
    private const int SheetRows = 4;

    /// <summary>Curves take longer to draw than a small step; they are for people, who look less often.</summary>
    private static readonly TimeSpan s_betweenCurves = TimeSpan.FromSeconds(30);

    private readonly Device _device;
    private readonly TrainingSettings _settings;
    private readonly RunFolder _folder;
    private readonly RunLock _lock;
    private readonly ITrainingObserver _observer;
    private readonly WriteTroubles _troubles;
    private readonly LwComicGan _system;
    private readonly MovingAverage<LwComicGanGenerator>? _average;
    private readonly BatchLoader _photos;
    private readonly BatchLoader _style;
    private readonly IReadOnlyList<string> _photoFiles;
    private readonly string _photoList;
    private readonly string _styleList;
    private readonly int _totalSteps;
    private readonly int _startSteps;
    private readonly LearningRates _rates;
    private IReadOnlyList<Picture>? _sheetPhotos;
    private int _step;
    private int? _saved;
    private RunningMeasure _measure;
    private Stopwatch? _sinceCurves;

    private Trainer(
        Device device,
        TrainingSettings settings,
        RunFolder folder,
        RunLock runLock,
        ITrainingObserver observer,
        LwComicGan system,
        MovingAverage<LwComicGanGenerator>? average,
        IReadOnlyList<string> photos,
        IReadOnlyList<string> style,
        Checkpoint? resumed)
    {
        (_device, _settings, _folder, _lock) = (device, settings, folder, runLock);
        _troubles = new WriteTroubles(observer.OnMessage);
        _observer = new TolerantObserver(observer, _troubles);
        (_system, _average, _photoFiles) = (system, average, photos);
        (_photoList, _styleList) = (PictureList.Describe(settings.Photos, photos), PictureList.Describe(settings.Style, style));
        _totalSteps = settings.TotalSteps(photos.Count);
        _startSteps = settings.TotalStartSteps(photos.Count);
        _rates = new LearningRates(settings, _startSteps, _totalSteps);
        _step = resumed?.Step ?? 0;
        _saved = resumed?.Step;
        _measure = resumed?.Measure is { } measure && measure.Of == settings.Best ? measure : new RunningMeasure(settings.Best);
        _photos = Loader(photos, PhotoFamily, resumed?.PhotoPosition ?? 0, Drawn(settings.Target));
        _style = Loader(style, StyleFamily, resumed?.StylePosition ?? 0);

        BatchLoader Loader(IReadOnlyList<string> files, ushort family, long position, AbstractionStyle? target = null) => new(
            files, settings.Size, settings.Batch, settings.Seed, family, position, settings.LoaderThreads, target: target, warn: observer.OnMessage);
    }

    /// <summary>Steps done.</summary>
    public int Step => _step;

    /// <summary>Opens a run.</summary>
    /// <param name="device">Where to compute.</param>
    /// <param name="settings">What to do; with <paramref name="resume"/>, what the run was begun with.</param>
    /// <param name="folder">Where the run's files go.</param>
    /// <param name="resume">Go on from the folder's checkpoint, if it has one.</param>
    /// <param name="observer">Is told how it goes.</param>
    /// <exception cref="SettingsException">The settings cannot be used, or are not those of the checkpoint.</exception>
    /// <exception cref="DataSetException">A folder has no pictures.</exception>
    public static Trainer Open(
        Device device, TrainingSettings settings, RunFolder folder, bool resume, ITrainingObserver observer)
    {
        settings.Validate();
        IReadOnlyList<string> photos = ImageFolder.List(settings.Photos);
        IReadOnlyList<string> style = ImageFolder.List(settings.Style);
        if (folder.HasCheckpoint && !resume)
        {
            throw new SettingsException(
                $"The folder '{folder.Path}' already holds a run; add --resume to go on with it, or name another folder.");
        }

        if (resume && !folder.HasCheckpoint && !File.Exists(folder.SettingsFile))
        {
            throw new SettingsException(
                $"The folder '{folder.Path}' has no checkpoint to resume; leave --resume out to begin a run there.");
        }

        RunLock? runLock = resume ? RunLock.Take(folder.Path) : null;
        LwComicGan? system = null;
        MovingAverage<LwComicGanGenerator>? average = null;
        try
        {
            (string File, Checkpoint Checkpoint)? good = resume ? folder.Checkpoints.NewestGood(observer.OnMessage) : null;
            if (good is { } newest)
            {
                RequireSameRun(settings, newest.Checkpoint.Settings, folder);
            }

            system = new LwComicGan(device, settings, PerceptualOf(device, settings, observer));
            if (good is null && settings.Initial is { } initial)
            {
                using WeightFile file = WeightFile.Open(initial);
                system.Generator.Load(system.Generator.Name, file, warn: observer.OnMessage);
            }

            average = AverageOf(system, device, settings);
            Checkpoint? checkpoint = good is { } start ? Checkpoint.Load(start.File, system, average) : null;
            runLock ??= RunLock.Take(folder.Path);
            folder.Begin(settings);
            folder.TruncateLog(checkpoint?.Step ?? 0);
            if (resume)
            {
                observer.OnMessage(checkpoint is null
                    ? "The run was stopped before its first checkpoint; it begins again."
                    : $"Going on after step {checkpoint.Step}.");
            }

            return new Trainer(device, settings, folder, runLock, observer, system, average, photos, style, checkpoint);
        }
        catch
        {
            average?.Dispose();
            system?.Dispose();
            runLock?.Dispose();
            throw;
        }
    }

    private static Vgg19 PerceptualOf(Device device, TrainingSettings settings, ITrainingObserver observer)
    {
        VggLayer layer = new(settings.FeatureLayer, settings.FeatureActivated);
        try
        {
            return settings.Vgg19 is null
                ? PerceptualNetwork.Random(device, layer)
                : PerceptualNetwork.FromFile(settings.Vgg19, device, layer, observer.OnMessage);
        }
        catch (ArgumentException e)
        {
            throw new SettingsException(e.Message, e);
        }
    }

    /// <summary>
    /// Trains to the end, or until <paramref name="cancellation"/> asks to stop: then the step under way is finished
    /// and saved.
    /// </summary>
    /// <returns>True if the run is complete.</returns>
    /// <exception cref="TrainingDivergedException">A loss is not a number any more.</exception>
    public bool Run(CancellationToken cancellation)
    {
        _observer.OnBegin(new RunBegin(
            _settings, _step, _totalSteps, _startSteps, _folder, _device.Name, _photoList, _styleList));
        Stopwatch clock = Stopwatch.StartNew();
        int logged = _step;
        if (_step == 0)
        {
            WriteSheet();
        }

        while (_step < _totalSteps && !cancellation.IsCancellationRequested)
        {
            _device.Allocator.ResetPeak();
            bool due = (_step + 1) % _settings.LogEvery == 0 || _step + 1 == _totalSteps;
            StepReport report = _step < _startSteps ? StartStep() : AdversarialStep();
            _average?.Update(_step);
            _step++;
            MemoryStatistics memory = _device.Allocator.Statistics;
            report = report with
            {
                Step = _step,
                ImagesPerSecond = (_step - logged) * _settings.Batch / clock.Elapsed.TotalSeconds,
                MemoryInUse = memory.InUse,
                MemoryPeak = memory.Peak,
                InstanceShares = due ? InstanceShares() : null,
            };
            RequireFinite(report);
            _measure = _measure.With(report, _settings.Weights);
            if (due)
            {
                _troubles.Try("log", () => _folder.Append(report));
                logged = _step;
                clock.Restart();
            }

            _observer.OnStep(report);
            if (_settings.SheetEvery > 0 && _step % _settings.SheetEvery == 0)
            {
                WriteSheet();
            }

            if (_step % _settings.SaveEvery == 0 && _step < _totalSteps)
            {
                TrySave();
            }
        }

        if (_saved != _step)
        {
            // Nobody comes back for what is not written now: a full disk ends the run with its message.
            Save();
        }

        SaveGenerator();
        WriteCurves();
        bool complete = _step >= _totalSteps;
        _observer.OnEnd(new RunEnd(_step, complete));
        return complete;
    }

    /// <summary>Frees the networks and stops the loaders.</summary>
    public void Dispose()
    {
        _photos.Dispose();
        _style.Dispose();
        _average?.Dispose();
        _system.Dispose();
        _lock.Dispose();
    }

    private static void RequireSameRun(TrainingSettings now, TrainingSettings then, RunFolder folder)
    {
        // How long the run is, how fast it learns from here on, where its pictures lie, how often it writes and what it
        // keeps may change; what it computes may not.
        TrainingSettings comparable = then with
        {
            Photos = now.Photos,
            Style = now.Style,
            Licence = now.Licence,
            Initial = now.Initial,
            Vgg19 = now.Vgg19 is null == then.Vgg19 is null ? now.Vgg19 : then.Vgg19,
            Steps = now.Steps,
            Epochs = now.Epochs,
            SheetEvery = now.SheetEvery,
            SaveEvery = now.SaveEvery,
            KeepLast = now.KeepLast,
            KeepEvery = now.KeepEvery,
            Best = now.Best,
            LogEvery = now.LogEvery,
            LoaderThreads = now.LoaderThreads,
            Recompute = now.Recompute,
            Schedule = now.Schedule,
            WarmUpSteps = now.WarmUpSteps,
            FinalRate = now.FinalRate,
            DecayEvery = now.DecayEvery,
            DecayFactor = now.DecayFactor,
            Average = now.Average,
        };
        if (comparable != now)
        {
            string[] old = comparable.ToJson().Split('\n');
            string[] differences = [.. now.ToJson().Split('\n').Where((line, i) => line != old.ElementAtOrDefault(i)).Select(line => line.Trim().TrimEnd(','))];
            throw new SettingsException(
                $"The run in '{folder.Path}' was begun with other settings than {string.Join(", ", differences)}; resume it with its own.");
        }
    }

    private static MovingAverage<LwComicGanGenerator>? AverageOf(LwComicGan system, Device device, TrainingSettings settings)
    {
        if (settings.Average == 0)
        {
            return null;
        }

        LwComicGanGenerator copy = new(ParameterFactory.Unfilled(device), settings.Lin, settings.Enlarge);
        MovingAverage<LwComicGanGenerator> average = new(system.Generator, copy, settings.Average);
        average.Reset();
        return average;
    }

    private StepReport StartStep()
    {
        using TensorScope scope = new();
        _system.GeneratorOptimizer.LearningRate = _rates.Generator(_step);
        (Tensor photo, Tensor target) = UploadWithTarget(_photos.Next());
        Tensor content = _system.StartGradients(photo, target);
        _system.GeneratorOptimizer.Step();
        return new StepReport { Step = _step, TotalSteps = _totalSteps, Phase = "start", Content = content.Item(), GeneratorLearningRate = _system.GeneratorOptimizer.LearningRate };
    }

    private StepReport AdversarialStep()
    {
        if (_step == _startSteps)
        {
            // Another loss with another scale: the moments of the start phase say nothing about it.
            _system.GeneratorOptimizer.Reset();
        }

        _system.GeneratorOptimizer.LearningRate = _rates.Generator(_step);
        _system.CriticOptimizer.LearningRate = _rates.Critic(_step);
        for (int i = 0; i < _settings.CriticSteps - 1; i++)
        {
            using TensorScope extra = new();
            Tensor other = Generate(Upload(_photos.Next()));
            _system.CriticGradients(other, Upload(_style.Next()), Epsilon(i));
            _system.CriticOptimizer.Step();
        }

        using TensorScope scope = new();
        (Tensor photo, Tensor target) = UploadWithTarget(_photos.Next());
        Tensor style = Upload(_style.Next());
        // G does not change between its critic's step and its own: one forward pass serves both.
        Tensor fake = _system.Generator.Forward(photo);
        CriticLoss critic = _system.CriticGradients(fake, style, Epsilon(_settings.CriticSteps - 1));
        _system.CriticOptimizer.Step();
        GeneratorLoss generator = _system.GeneratorGradients(fake, target, style);
        _system.GeneratorOptimizer.Step();
        return new StepReport
        {
            Step = _step,
            TotalSteps = _totalSteps,
            Phase = "gan",
            GeneratorLearningRate = _system.GeneratorOptimizer.LearningRate,
            CriticLearningRate = _system.CriticOptimizer.LearningRate,
            Content = generator.Content.Item(),
            Gray = generator.Gray.Item(),
            Color = generator.Color.Item(),
            Adversarial = generator.Adversarial.Item(),
            Total = generator.Total.Item(),
            CriticFake = critic.Fake.Item(),
            CriticReal = critic.Real.Item(),
            Penalty = critic.Penalty.Item(),
            Critic = critic.Total.Item(),
        };
    }

    private Tensor Generate(Tensor photo)
    {
        using Engine.Autograd.Pause pause = Engine.Autograd.GradientRecording.Pause();
        return _system.Generator.Forward(photo);
    }

    private Tensor Upload(PictureBatch batch) => Upload(batch.Values);

    private (Tensor Photo, Tensor Target) UploadWithTarget(PictureBatch batch)
    {
        Tensor photo = Upload(batch.Values);
        return (photo, batch.Targets == batch.Values ? photo : Upload(batch.Targets));
    }

    private Tensor Upload(float[] crops) =>
        Tensor.FromHost(_device, new Shape(_settings.Batch, 3, _settings.Size, _settings.Size), crops);

    private static AbstractionStyle? Drawn(ContentTarget target) => target switch
    {
        ContentTarget.Photo => null,
        ContentTarget.Comic => AbstractionStyle.Comic,
        ContentTarget.Ink => AbstractionStyle.Ink,
        _ => throw new ArgumentOutOfRangeException(nameof(target), target, null),
    };

    /// <summary>ε of the gradient penalty for one critic step.</summary>
    private Tensor Epsilon(int criticStep)
    {
        float[] values = new float[_settings.Batch];
        long index = ((long)_step * _settings.CriticSteps) + criticStep;
        RandomStream.For(_settings.Seed, EpsilonFamily, index).FillUniform(values, 0, 1);
        return Tensor.FromHost(_device, new Shape(_settings.Batch, 1, 1, 1), values);
    }

    /// <summary>The generator that is passed on and looked at: the average where there is one.</summary>
    private LwComicGanGenerator Shown => _average?.Network ?? _system.Generator;

    private Dictionary<string, float> InstanceShares() => _system.Generator.ModulesOf<Lin>()
        .ToDictionary(named => named.Name, named => named.Module.InstanceShare);

    private static void RequireFinite(StepReport report)
    {
        if (!report.Losses.All(float.IsFinite))
        {
            throw new TrainingDivergedException(
                $"A loss is not a number any more at step {report.Step}; the checkpoint of an earlier step is kept. "
                + "Try a smaller learning rate, or resume with another seed.");
        }
    }

    private void TrySave()
    {
        bool saved = _troubles.Try("checkpoint", Save, () => _saved is { } good
            ? $"The last good checkpoint, of step {good}, is as it was."
            : "There is no checkpoint yet.");
        if (saved)
        {
            _troubles.Try("generator", SaveGenerator);
        }

        if (saved && !(_sinceCurves?.Elapsed < s_betweenCurves))
        {
            WriteCurves();
        }
    }

    private void WriteCurves()
    {
        _troubles.Try("losses.png", _folder.WriteCurves);
        _sinceCurves = Stopwatch.StartNew();
    }

    private void Save()
    {
        Checkpoint checkpoint = new()
        {
            Step = _step,
            PhotoPosition = _photos.Position,
            StylePosition = _style.Position,
            Settings = _settings,
            Measure = _measure,
        };
        string file = _folder.Checkpoints.Save(checkpoint, _system, _average);
        _saved = _step;
        _observer.OnCheckpoint(new CheckpointReport(_step, file));
    }

    private void SaveGenerator()
    {
        Dictionary<string, string> facts = new()
        {
            ["trainedSteps"] = _step.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["settings"] = _settings.WithoutFolders().ToJson(),
            ["photos"] = _photoList,
            ["style"] = _styleList,
        };
        if (_settings.Licence is not null)
        {
            facts["licence"] = _settings.Licence;
        }

        GeneratorFile.Save(Shown, _folder.Generator, facts);
    }

    private void WriteSheet()
    {
        if (_settings.SheetEvery == 0)
        {
            return;
        }

        _sheetPhotos ??= SheetPhotos();
        Stylizer stylizer = new(Shown);
        List<Picture> cells = [.. _sheetPhotos.SelectMany(photo => new[] { photo, stylizer.Stylize(photo) })];
        Picture sheet = PictureSheet.Compose(cells, columns: 4);
        string file = "";
        if (_troubles.Try("picture sheet", () => file = _folder.WriteSheet(_step, sheet)))
        {
            _observer.OnSheet(new SheetReport(_step, sheet, file));
        }
    }

    /// <summary>The first readable photos, the same ones all the time, their middle square.</summary>
    private List<Picture> SheetPhotos()
    {
        List<Picture> photos = [];
        foreach (string file in _photoFiles)
        {
            try
            {
                Picture photo = PictureFile.Load(file).WithAlpha(null);
                int side = Math.Min(photo.Width, photo.Height);
                photos.Add(photo
                    .Crop((photo.Width - side) / 2, (photo.Height - side) / 2, side, side)
                    .Resize(_settings.Size, _settings.Size));
            }
            catch (PictureException)
            {
                // The loader tells about broken files; a sheet does with others.
                continue;
            }

            if (photos.Count == SheetRows * 2)
            {
                break;
            }
        }

        return photos;
    }
}
