using System.Diagnostics;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Memory;
using ILComicGAN.Imaging;
using ILComicGAN.Training.Checkpoints;
using ILComicGAN.Training.Data;
using ILComicGAN.Training.Runs;
using ILComicGAN.Weights;

namespace ILComicGAN.Training;

/// <summary>
/// A training run: the start phase, then critic and generator steps in turn. Stopped and resumed it gives the same bits
/// as never stopped, on a deterministic device.
/// </summary>
public sealed class Trainer : IDisposable
{
    private readonly OpenedRun _run;
    private readonly ITrainingObserver _observer;
    private readonly StepComputation _steps;
    private readonly TimeEstimate _time;
    private readonly RunOutputs _outputs;
    private readonly DivergenceRecovery _recovery;
    private readonly AdversarialWarmUp _warmUp;
    private RunningMeasure _measure;

    private Trainer(OpenedRun run, ITrainingObserver observer)
    {
        _run = run;
        WriteTroubles troubles = new(observer.OnMessage);
        _observer = new TolerantObserver(observer, troubles);
        _time = new TimeEstimate(run.StartSteps, run.TotalSteps, run.Settings.SheetEvery, run.Settings.SaveEvery);
        _measure = new RunningMeasure(run.Settings.Best);
        _steps = new StepComputation(run.Device, run.Settings, run.System, run.Photos.Files, run.Style.Files, observer.OnMessage);
        _outputs = new RunOutputs(run, _observer, troubles, _time);
        _recovery = new DivergenceRecovery(run, _steps, _observer, troubles);
        _warmUp = new AdversarialWarmUp(run, _steps, _time);
    }

    /// <summary>Steps done.</summary>
    public int Step { get; private set; }

    /// <summary>The settings, with what was chosen for the memory.</summary>
    public TrainingSettings Settings => _run.Settings;

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
    /// <param name="changedData">Go on even where the pictures are not those that the run was trained on.</param>
    /// <exception cref="SettingsException">The settings cannot be used, or are not those of the checkpoint.</exception>
    /// <exception cref="DataSetException">A folder has no pictures.</exception>
    /// <exception cref="WeightFormatException">All checkpoints are damaged.</exception>
    public static Trainer Open(
        Device device, TrainingSettings settings, RunFolder folder, bool resume, ITrainingObserver observer, bool changedData = false)
    {
        OpenedRun run = new RunOpener(device, folder, observer).Open(settings, resume, changedData);
        Trainer? trainer = null;
        try
        {
            trainer = new Trainer(run, observer);
            trainer.Begin(resume);
            return trainer;
        }
        catch
        {
            trainer?._steps.Dispose();
            run.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Trains to the end, or until <paramref name="cancellation"/> asks to stop: then the step under way is finished
    /// and saved.
    /// </summary>
    /// <returns>True if the run is complete.</returns>
    /// <exception cref="TrainingDivergedException">Something is NaN or infinite, and the settings say to stop.</exception>
    /// <exception cref="IOException">The last checkpoint could not be written.</exception>
    public bool Run(CancellationToken cancellation)
    {
        _observer.OnBegin(new RunBegin(
            Settings, Step, _run.TotalSteps, _run.StartSteps, _run.Folder, _run.Device.Name, _run.Photos.Description, _run.Style.Description));
        if (Step == 0)
        {
            _outputs.WriteSheet(Step);
            if (Settings.OnDivergence == DivergenceAction.RollBack)
            {
                // So that there is something to go back to.
                _outputs.TrySave(CheckpointNow());
            }
        }

        Stopwatch sinceLine = Stopwatch.StartNew();
        int logged = Step;
        int first = Step;
        while (Step < _run.TotalSteps && !cancellation.IsCancellationRequested)
        {
            _warmUp.RunIfDue(Step, first);
            Stopwatch clock = Stopwatch.StartNew();
            int done = Step;
            if (!TryStep(out StepReport report))
            {
                (logged, first) = (Math.Min(logged, Step), Math.Min(first, Step));
                continue;
            }

            report = report with
            {
                ImagesPerSecond = (Step - logged) * Settings.Batch / sinceLine.Elapsed.TotalSeconds,
                SecondsLeft = _time.Left(Step),
            };
            if (IsLogged(Step))
            {
                _outputs.Append(report);
                logged = Step;
                sinceLine.Restart();
            }

            _observer.OnStep(report);
            _time.AddStep(done, clock.Elapsed.TotalSeconds);
            if (Settings.SheetEvery > 0 && Step % Settings.SheetEvery == 0)
            {
                _outputs.WriteSheet(Step);
            }

            if (Step % Settings.SaveEvery == 0 && Step < _run.TotalSteps)
            {
                _outputs.TrySave(CheckpointNow());
            }
        }

        _outputs.Finish(CheckpointNow());
        bool complete = Step >= _run.TotalSteps;
        _observer.OnEnd(new RunEnd(Step, complete));
        return complete;
    }

    /// <summary>Frees the networks, stops the loaders and lets others have the folder.</summary>
    public void Dispose()
    {
        _steps.Dispose();
        _run.Dispose();
    }

    private void Begin(bool resume)
    {
        if (_run.Checkpoint is { } checkpoint)
        {
            Restore(checkpoint);
            _observer.OnMessage($"Going on after step {Step}.");
            return;
        }

        _run.Folder.TruncateLog(0);
        if (resume)
        {
            _observer.OnMessage("The run was stopped before its first checkpoint; it begins again.");
        }
    }

    /// <summary>Makes the run what it was at a checkpoint.</summary>
    private void Restore(string file)
    {
        Checkpoint checkpoint = Checkpoint.Load(file, _run.System, _run.Average);
        Step = checkpoint.Step;
        _measure = checkpoint.Measure.Of == Settings.Best ? checkpoint.Measure : new RunningMeasure(Settings.Best);
        _steps.Seek(checkpoint.PhotoPosition, checkpoint.StylePosition);
        _outputs.GoBackTo(checkpoint);
    }

    private Checkpoint CheckpointNow() => new()
    {
        Step = Step,
        PhotoPosition = _steps.PhotoPosition,
        StylePosition = _steps.StylePosition,
        Settings = Settings,
        Measure = _measure,
    };

    /// <summary>Computes a step. After one that diverged, the run is at the step of its last checkpoint.</summary>
    private bool TryStep(out StepReport report)
    {
        _run.Device.Allocator.ResetPeak();
        _recovery.SkipBadPictures(Step);
        report = _steps.Compute(Step, IsLogged(Step + 1));
        if (report.NotFinite.Count > 0)
        {
            Restore(_recovery.Recover(report, Step, out string message));
            _observer.OnMessage($"{message} Back to step {Step}, and on without them.");
            _observer.OnRollback(Step);
            return false;
        }

        _run.Average?.Update(Step);
        Step++;
        MemoryStatistics memory = _run.Device.Allocator.Statistics;
        report = report with { MemoryInUse = memory.InUse, MemoryPeak = memory.Peak };
        _measure = _measure.With(report, Settings.Weights);
        return true;
    }

    private bool IsLogged(int step) => step % Settings.LogEvery == 0 || step == _run.TotalSteps;
}
