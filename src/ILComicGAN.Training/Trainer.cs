using System.Diagnostics;
using System.Globalization;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Memory;
using ILComicGAN.Imaging;
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
    /// <summary>Sets of pictures that may be left out at one step; after that the weights are to blame.</summary>
    private const int MostSkips = 3;

    /// <summary>The start phase's steps after which the adversarial phase is tried, and those that make it worthwhile.</summary>
    private const int RehearseAfter = 10;
    private const int RehearseBefore = 30;

    /// <summary>Between curves, and between generators: they are for people, who look less often than a small step takes.</summary>
    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromSeconds(10);

    private readonly Device _device;
    private readonly TrainingSettings _settings;
    private readonly RunFolder _folder;
    private readonly RunLock _lock;
    private readonly ITrainingObserver _observer;
    private readonly WriteTroubles _troubles;
    private readonly LwComicGan _system;
    private readonly MovingAverage<LwComicGanGenerator>? _average;
    private readonly StepComputation _steps;
    private readonly TimeEstimate _time;
    private readonly IReadOnlyList<Picture> _sheetPhotos;
    private readonly string _photoList;
    private readonly string _styleList;
    private readonly int _totalSteps;
    private readonly int _startSteps;
    private readonly Dictionary<int, int> _skips = [];
    private readonly Stopwatch _sinceLook = Stopwatch.StartNew();
    private int _step;
    private int? _saved;
    private RunningMeasure _measure;

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
        IReadOnlyList<Picture> sheetPhotos)
    {
        (_device, _settings, _folder, _lock) = (device, settings, folder, runLock);
        (_system, _average, _sheetPhotos) = (system, average, sheetPhotos);
        _troubles = new WriteTroubles(observer.OnMessage);
        _observer = new TolerantObserver(observer, _troubles);
        (_photoList, _styleList) = (PictureList.Describe(settings.Photos, photos), PictureList.Describe(settings.Style, style));
        _totalSteps = settings.TotalSteps(photos.Count);
        _startSteps = settings.TotalStartSteps(photos.Count);
        _time = new TimeEstimate(_startSteps, _totalSteps, settings.SheetEvery, settings.SaveEvery);
        _measure = new RunningMeasure(settings.Best);
        _steps = new StepComputation(device, settings, system, photos, style, observer.OnMessage);
    }

    /// <summary>Steps done.</summary>
    public int Step => _step;

    /// <summary>The settings, with what was chosen for the memory.</summary>
    public TrainingSettings Settings => _settings;

    /// <summary>May change what the loaders deliver; for tests of what a bad batch does.</summary>
    internal Action<PictureBatch>? Disturb
    {
        set => _steps.Disturb = value;
    }

    /// <summary>Opens a run.</summary>
    /// <param name="device">Where to compute.</param>
    /// <param name="settings">What to do; with <paramref name="resume"/>, what the run was begun with.</param>
    /// <param name="folder">Where the run's files go.</param>
    /// <param name="resume">
    /// Go on from the newest good checkpoint of the folder; from the beginning, if it was begun and stopped before the first.
    /// </param>
    /// <param name="observer">Is told how it goes.</param>
    /// <exception cref="SettingsException">The settings cannot be used, or are not those of the checkpoint.</exception>
    /// <exception cref="DataSetException">A folder has no pictures.</exception>
    /// <exception cref="WeightFormatException">All checkpoints are damaged.</exception>
    public static Trainer Open(
        Device device, TrainingSettings settings, RunFolder folder, bool resume, ITrainingObserver observer)
    {
        settings.Validate();
        IReadOnlyList<string> photos = ImageFolder.List(settings.Photos);
        IReadOnlyList<string> style = ImageFolder.List(settings.Style);
        IReadOnlyList<Picture> sheetPhotos = settings.SheetEvery == 0
            ? []
            : SheetPhotos.Load(settings.Validation is null ? photos : ImageFolder.List(settings.Validation), settings.Size);
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
        Trainer? trainer = null;
        try
        {
            (string File, Checkpoint Checkpoint)? good = resume ? folder.Checkpoints.NewestGood(observer.OnMessage) : null;
            if (good is { } newest)
            {
                SameRun.Require(settings, newest.Checkpoint.Settings, folder.Path);
            }

            system = new LwComicGan(device, settings, PerceptualOf(device, settings, observer));
            if (good is null && settings.Initial is { } initial)
            {
                using WeightFile file = WeightFile.Open(initial);
                system.Generator.Load(system.Generator.Name, file, warn: observer.OnMessage);
            }

            average = AverageOf(system, device, settings);
            settings = Fitted(settings, good?.Checkpoint.Settings, system, device, observer);
            runLock ??= RunLock.Take(folder.Path);
            folder.Begin(settings);
            trainer = new Trainer(device, settings, folder, runLock, observer, system, average, photos, style, sheetPhotos);
            if (good is { } start)
            {
                trainer.GoOn(start.File);
                observer.OnMessage($"Going on after step {trainer.Step}.");
            }
            else
            {
                folder.TruncateLog(0);
                if (resume)
                {
                    observer.OnMessage("The run was stopped before its first checkpoint; it begins again.");
                }
            }

            return trainer;
        }
        catch
        {
            trainer?._steps.Dispose();
            average?.Dispose();
            system?.Dispose();
            runLock?.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Trains to the end, or until <paramref name="cancellation"/> asks to stop: then the step under way is finished
    /// and saved.
    /// </summary>
    /// <returns>True if the run is complete.</returns>
    /// <exception cref="TrainingDivergedException">Something is not a number any more, and the settings say to stop.</exception>
    /// <exception cref="IOException">The last checkpoint could not be written.</exception>
    public bool Run(CancellationToken cancellation)
    {
        _observer.OnBegin(new RunBegin(
            _settings, _step, _totalSteps, _startSteps, _folder, _device.Name, _photoList, _styleList));
        if (_step == 0)
        {
            WriteSheet();
            if (_settings.OnDivergence == DivergenceAction.RollBack)
            {
                // So that there is something to go back to.
                TrySave();
            }
        }

        Stopwatch sinceLine = Stopwatch.StartNew();
        int logged = _step;
        int first = _step;
        while (_step < _totalSteps && !cancellation.IsCancellationRequested)
        {
            if (_step == first + RehearseAfter)
            {
                Rehearse();
            }

            Stopwatch clock = Stopwatch.StartNew();
            int done = _step;
            if (!TryStep(out StepReport report))
            {
                (logged, first) = (Math.Min(logged, _step), Math.Min(first, _step));
                continue;
            }

            bool due = report.InstanceShares is not null;
            report = report with
            {
                ImagesPerSecond = (_step - logged) * _settings.Batch / sinceLine.Elapsed.TotalSeconds,
                SecondsLeft = _time.Left(_step),
            };
            if (due)
            {
                _troubles.Try("log", () => _folder.Append(report));
                logged = _step;
                sinceLine.Restart();
            }

            _observer.OnStep(report);
            _time.AddStep(done, clock.Elapsed.TotalSeconds);
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

    /// <summary>Frees the networks, stops the loaders and lets others have the folder.</summary>
    public void Dispose()
    {
        _steps.Dispose();
        _average?.Dispose();
        _system.Dispose();
        _lock.Dispose();
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

    /// <summary>The settings with what makes the run fit in its memory: what it did before, or what is chosen now.</summary>
    private static TrainingSettings Fitted(
        TrainingSettings settings, TrainingSettings? before, LwComicGan system, Device device, ITrainingObserver observer)
    {
        if (settings.MaxMemoryBytes is not { } limit)
        {
            return settings;
        }

        if (before?.MaxMemory == settings.MaxMemory)
        {
            // Another choice would round otherwise.
            settings = settings with { Accumulate = before!.Accumulate, Recompute = before.Recompute };
        }
        else
        {
            MemoryPlan plan = MemoryPlan.Choose(system, device, settings, limit);
            observer.OnMessage(plan.Describe(settings));
            settings = settings with { Accumulate = plan.Accumulate, Recompute = plan.Recompute };
        }

        system.Generator.Recompute = settings.Recompute;
        return settings;
    }

    /// <summary>
    /// Computes a step. One that is not finite is left out of everything: the run ends, or is afterwards at the step of
    /// its last checkpoint.
    /// </summary>
    private bool TryStep(out StepReport report)
    {
        _device.Allocator.ResetPeak();
        if (_skips.TryGetValue(_step, out int times))
        {
            _steps.Skip(_step, times);
        }

        bool due = (_step + 1) % _settings.LogEvery == 0 || _step + 1 == _totalSteps;
        report = _steps.Compute(_step, due);
        if (report.NotFinite.Count > 0)
        {
            Diverged(report);
            return false;
        }

        _average?.Update(_step);
        _step++;
        MemoryStatistics memory = _device.Allocator.Statistics;
        report = report with { MemoryInUse = memory.InUse, MemoryPeak = memory.Peak };
        _measure = _measure.With(report, _settings.Weights);
        return true;
    }

    private void Diverged(StepReport report)
    {
        string what = report.NotFinite is [string only]
            ? $"{only} is"
            : string.Create(CultureInfo.InvariantCulture, $"{report.NotFinite[0]} and {report.NotFinite.Count - 1} more are");
        string folder = Path.Combine(_folder.Path, "diverged", string.Create(CultureInfo.InvariantCulture, $"step-{report.Step:D6}"));
        string message = $"In step {report.Step} {what} infinite or not a number, with the pictures {BadBatch.Name(_steps.Photos)}"
            + (_steps.Style.Count > 0 ? $" and the style pictures {BadBatch.Name(_steps.Style)}" : "") + ".";
        if (_troubles.Try("pictures of the bad step", () => BadBatch.Write(folder, report, _steps.Photos, _steps.Style, _settings.Size)))
        {
            message += $" They are in '{folder}'.";
        }

        if (_settings.OnDivergence == DivergenceAction.Stop)
        {
            throw new TrainingDivergedException(
                $"{message} The checkpoints of earlier steps are kept. Try smaller learning rates, or go on past these pictures with --on-divergence rollback.");
        }

        int bad = _step;
        int skips = _skips.GetValueOrDefault(bad) + 1;
        if (skips > MostSkips)
        {
            throw new TrainingDivergedException(
                $"{message} Other pictures did not help either, so the weights have gone astray. The checkpoints of earlier steps are kept; try smaller learning rates.");
        }

        (string File, Checkpoint Checkpoint) good = _folder.Checkpoints.NewestGood(_observer.OnMessage)
            ?? throw new TrainingDivergedException($"{message} There is no checkpoint to go back to.");
        // A resumed run comes to the same step with the same bits, and decides the same.
        _skips[bad] = skips;
        GoOn(good.File);
        _observer.OnMessage($"{message} Back to step {_step}, and on without them.");
        _observer.OnRollback(_step);
    }

    /// <summary>Makes the run what it was at a checkpoint.</summary>
    private void GoOn(string file)
    {
        Checkpoint checkpoint = Checkpoint.Load(file, _system, _average);
        _step = checkpoint.Step;
        _saved = checkpoint.Step;
        _measure = checkpoint.Measure.Of == _settings.Best ? checkpoint.Measure : new RunningMeasure(_settings.Best);
        _steps.Seek(checkpoint.PhotoPosition, checkpoint.StylePosition);
        _troubles.Try("log", () => _folder.TruncateLog(checkpoint.Step));
    }

    /// <summary>
    /// Tries the adversarial phase from within a long start phase, for the time that it will take and to see now that it
    /// fits in memory, and undoes it.
    /// </summary>
    private void Rehearse()
    {
        if (_time.KnowsAdversarial || _startSteps == _totalSteps || _startSteps - _step < RehearseBefore)
        {
            return;
        }

        StateSnapshot snapshot = StateSnapshot.Take(_system, _average);
        (long photos, long style) = (_steps.PhotoPosition, _steps.StylePosition);
        // The first one compiles, and measures variants on a GPU.
        _steps.Compute(_startSteps, shares: false);
        Stopwatch clock = Stopwatch.StartNew();
        _steps.Compute(_startSteps, shares: false);
        _average?.Update(_step);
        _time.AddStep(_startSteps, clock.Elapsed.TotalSeconds);
        snapshot.Restore();
        _steps.Seek(photos, style);
    }

    private void TrySave()
    {
        Stopwatch clock = Stopwatch.StartNew();
        _troubles.Try("checkpoint", Save, () => _saved is { } good
            ? $"The last good checkpoint, of step {good}, is as it was."
            : "There is no checkpoint yet.");
        if (_sinceLook.Elapsed >= s_betweenLooks)
        {
            _troubles.Try("generator", SaveGenerator);
            WriteCurves();
            _sinceLook.Restart();
        }

        _time.AddCheckpoint(clock.Elapsed.TotalSeconds);
    }

    private void Save()
    {
        Checkpoint checkpoint = new()
        {
            Step = _step,
            PhotoPosition = _steps.PhotoPosition,
            StylePosition = _steps.StylePosition,
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
            ["trainedSteps"] = _step.ToString(CultureInfo.InvariantCulture),
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

    private void WriteCurves() => _troubles.Try("losses.png", _folder.WriteCurves);

    private void WriteSheet()
    {
        if (_settings.SheetEvery == 0)
        {
            return;
        }

        Stopwatch clock = Stopwatch.StartNew();
        Stylizer stylizer = new(Shown);
        List<Picture> cells = [.. _sheetPhotos.SelectMany(photo => new[] { photo, stylizer.Stylize(photo) })];
        Picture sheet = PictureSheet.Compose(cells, columns: 4);
        string file = "";
        if (_troubles.Try("picture sheet", () => file = _folder.WriteSheet(_step, sheet)))
        {
            _observer.OnSheet(new SheetReport(_step, sheet, file));
        }

        _time.AddSheet(clock.Elapsed.TotalSeconds);
    }

    /// <summary>The generator that is passed on and looked at: the average where there is one.</summary>
    private LwComicGanGenerator Shown => _average?.Network ?? _system.Generator;
}
