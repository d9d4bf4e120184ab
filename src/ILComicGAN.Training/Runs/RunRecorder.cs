using ILComicGAN.Engine.Devices;
using ILComicGAN.Training.Runs.Reports;
using ILComicGAN.Training.Runs.TensorBoard;

namespace ILComicGAN.Training.Runs;

/// <summary>
/// Records how a run learns, besides what the terminal shows: the journal, TensorBoard's event files and the report. None
/// of them can stop the run: what cannot be written is reported once.
/// </summary>
public sealed class RunRecorder : ITrainingObserver, IDisposable
{
    private readonly JournalRecorder _journal;
    private readonly TensorBoardRecorder _tensorBoard;
    private readonly ReportRecorder _report;
    private readonly ITrainingObserver[] _all;

    /// <summary>Prepares to record; nothing is written before the run begins.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="device">Where the run is computed.</param>
    /// <param name="shown">Observes everything first, and gets a message about what cannot be written.</param>
    public RunRecorder(RunFolder folder, Device device, ITrainingObserver shown)
    {
        _journal = new JournalRecorder(folder, RunEnvironment.Of(device), shown.OnMessage);
        _tensorBoard = new TensorBoardRecorder(folder.TensorBoard, OnMessage);
        _report = new ReportRecorder(folder, OnMessage);
        // The report is drawn from the journal, which must be ahead of it.
        _all = [shown, _journal, _tensorBoard, _report];
    }

    /// <inheritdoc/>
    public void OnBegin(RunBegin begin) => Tell(observer => observer.OnBegin(begin));

    /// <inheritdoc/>
    public void OnStep(StepReport report) => Tell(observer => observer.OnStep(report));

    /// <inheritdoc/>
    public void OnSheet(SheetReport sheet) => Tell(observer => observer.OnSheet(sheet));

    /// <inheritdoc/>
    public void OnCheckpoint(CheckpointReport checkpoint) => Tell(observer => observer.OnCheckpoint(checkpoint));

    /// <inheritdoc/>
    public void OnRollback(int step) => Tell(observer => observer.OnRollback(step));

    /// <inheritdoc/>
    public void OnMessage(string message) => Tell(observer => observer.OnMessage(message));

    /// <inheritdoc/>
    public void OnEnd(RunEnd end) => Tell(observer => observer.OnEnd(end));

    /// <summary>Records that the run failed, which no other event reports.</summary>
    /// <param name="reason">What it failed with.</param>
    public void Fail(Exception reason)
    {
        _journal.Fail(reason.Message);
        _report.Fail();
    }

    /// <summary>Closes what is open.</summary>
    public void Dispose() => _tensorBoard.Dispose();

    private void Tell(Action<ITrainingObserver> what)
    {
        foreach (ITrainingObserver observer in _all)
        {
            what(observer);
        }
    }
}
