using System.Diagnostics;
using ILComicGAN.Engine;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Memory;
using ILComicGAN.Engine.Random;
using ILComicGAN.Imaging;
using ILComicGAN.Networks;
using ILComicGAN.Stylization;
using ILComicGAN.Training.Checkpoints;
using ILComicGAN.Training.Data;
using ILComicGAN.Training.Runs;

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

    private readonly Device _device;
    private readonly TrainingSettings _settings;
    private readonly RunFolder _folder;
    private readonly ITrainingObserver _observer;
    private readonly LwComicGan _system;
    private readonly BatchLoader _photos;
    private readonly BatchLoader _style;
    private readonly IReadOnlyList<string> _photoFiles;
    private readonly string _photoList;
    private readonly string _styleList;
    private readonly int _totalSteps;
    private readonly int _startSteps;
    private IReadOnlyList<Picture>? _sheetPhotos;
    private int _step;

    private Trainer(
        Device device,
        TrainingSettings settings,
        RunFolder folder,
        ITrainingObserver observer,
        LwComicGan system,
        IReadOnlyList<string> photos,
        IReadOnlyList<string> style,
        Checkpoint? resumed)
    {
        (_device, _settings, _folder, _observer, _system, _photoFiles) = (device, settings, folder, observer, system, photos);
        (_photoList, _styleList) = (PictureList.Describe(settings.Photos, photos), PictureList.Describe(settings.Style, style));
        _totalSteps = settings.TotalSteps(photos.Count);
        _startSteps = settings.TotalStartSteps(photos.Count);
        _step = resumed?.Step ?? 0;
        _photos = Loader(photos, PhotoFamily, resumed?.PhotoPosition ?? 0);
        _style = Loader(style, StyleFamily, resumed?.StylePosition ?? 0);

        BatchLoader Loader(IReadOnlyList<string> files, ushort family, long position) => new(
            files, settings.Size, settings.Batch, settings.Seed, family, position, settings.LoaderThreads, warn: observer.OnMessage);
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

        if (resume && !folder.HasCheckpoint)
        {
            throw new SettingsException(
                $"The folder '{folder.Path}' has no checkpoint to resume; leave --resume out to begin a run there.");
        }

        if (resume)
        {
            RequireSameRun(settings, Checkpoint.Peek(folder.Checkpoint).Settings, folder);
        }

        VggLayer layer = new(settings.FeatureLayer, settings.FeatureActivated);
        Vgg19 perceptual;
        try
        {
            perceptual = settings.Vgg19 is null
                ? PerceptualNetwork.Random(device, layer)
                : PerceptualNetwork.FromFile(settings.Vgg19, device, layer, observer.OnMessage);
        }
        catch (ArgumentException e)
        {
            throw new SettingsException(e.Message, e);
        }

        LwComicGan system = new(device, settings, perceptual);
        try
        {
            Checkpoint? checkpoint = resume ? Checkpoint.Load(folder.Checkpoint, system) : null;
            folder.Begin(settings);
            folder.TruncateLog(checkpoint?.Step ?? 0);
            if (checkpoint is not null)
            {
                observer.OnMessage($"Going on after step {checkpoint.Step}.");
            }

            return new Trainer(device, settings, folder, observer, system, photos, style, checkpoint);
        }
        catch
        {
            system.Dispose();
            throw;
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
            if (due)
            {
                _folder.Append(report);
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
                Save();
            }
        }

        Save();
        bool complete = _step >= _totalSteps;
        _observer.OnEnd(new RunEnd(_step, complete));
        return complete;
    }

    /// <summary>Frees the networks and stops the loaders.</summary>
    public void Dispose()
    {
        _photos.Dispose();
        _style.Dispose();
        _system.Dispose();
    }

    private static void RequireSameRun(TrainingSettings now, TrainingSettings then, RunFolder folder)
    {
        // How long the run is, where its pictures lie, how often it writes and what it keeps may change; what it computes may not.
        TrainingSettings comparable = then with
        {
            Photos = now.Photos,
            Style = now.Style,
            Licence = now.Licence,
            Vgg19 = now.Vgg19 is null == then.Vgg19 is null ? now.Vgg19 : then.Vgg19,
            Steps = now.Steps,
            Epochs = now.Epochs,
            SheetEvery = now.SheetEvery,
            SaveEvery = now.SaveEvery,
            LogEvery = now.LogEvery,
            LoaderThreads = now.LoaderThreads,
            Recompute = now.Recompute,
        };
        if (comparable != now)
        {
            string[] old = comparable.ToJson().Split('\n');
            string[] differences = [.. now.ToJson().Split('\n').Where((line, i) => line != old.ElementAtOrDefault(i)).Select(line => line.Trim().TrimEnd(','))];
            throw new SettingsException(
                $"The run in '{folder.Path}' was begun with other settings than {string.Join(", ", differences)}; resume it with its own.");
        }
    }

    private StepReport StartStep()
    {
        using TensorScope scope = new();
        _system.GeneratorOptimizer.LearningRate = _settings.StartLearningRate;
        Tensor content = _system.StartGradients(Upload(_photos.Next()));
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

        _system.GeneratorOptimizer.LearningRate = _settings.GeneratorLearningRate;
        for (int i = 0; i < _settings.CriticSteps - 1; i++)
        {
            using TensorScope extra = new();
            Tensor other = Generate(Upload(_photos.Next()));
            _system.CriticGradients(other, Upload(_style.Next()), Epsilon(i));
            _system.CriticOptimizer.Step();
        }

        using TensorScope scope = new();
        Tensor photo = Upload(_photos.Next());
        Tensor style = Upload(_style.Next());
        // G does not change between its critic's step and its own: one forward pass serves both.
        Tensor fake = _system.Generator.Forward(photo);
        CriticLoss critic = _system.CriticGradients(fake, style, Epsilon(_settings.CriticSteps - 1));
        _system.CriticOptimizer.Step();
        GeneratorLoss generator = _system.GeneratorGradients(fake, photo, style);
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

    private Tensor Upload(PictureBatch batch) =>
        Tensor.FromHost(_device, new Shape(_settings.Batch, 3, _settings.Size, _settings.Size), batch.Values);

    /// <summary>ε of the gradient penalty for one critic step.</summary>
    private Tensor Epsilon(int criticStep)
    {
        float[] values = new float[_settings.Batch];
        long index = ((long)_step * _settings.CriticSteps) + criticStep;
        RandomStream.For(_settings.Seed, EpsilonFamily, index).FillUniform(values, 0, 1);
        return Tensor.FromHost(_device, new Shape(_settings.Batch, 1, 1, 1), values);
    }

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

    private void Save()
    {
        new Checkpoint(_step, _photos.Position, _style.Position, _settings).Save(_folder.Checkpoint, _system);
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

        GeneratorFile.Save(_system.Generator, _folder.Generator, facts);
        _folder.WriteCurves();
        _observer.OnCheckpoint(new CheckpointReport(_step, _folder.Checkpoint));
    }

    private void WriteSheet()
    {
        if (_settings.SheetEvery == 0)
        {
            return;
        }

        _sheetPhotos ??= SheetPhotos();
        Stylizer stylizer = new(_system.Generator);
        List<Picture> cells = [.. _sheetPhotos.SelectMany(photo => new[] { photo, stylizer.Stylize(photo) })];
        Picture sheet = PictureSheet.Compose(cells, columns: 4);
        string file = _folder.WriteSheet(_step, sheet);
        _observer.OnSheet(new SheetReport(_step, sheet, file));
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
