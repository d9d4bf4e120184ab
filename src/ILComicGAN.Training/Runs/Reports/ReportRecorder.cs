using System.Diagnostics;

namespace ILComicGAN.Training.Runs.Reports;

/// <summary>
/// Keeps the run's report.html up to date while it trains: at most every half minute, and never for more than a
/// hundredth of the time.
/// </summary>
/// <param name="folder">The run's folder.</param>
/// <param name="warn">Is told if the report cannot be written; the run goes on.</param>
public sealed class ReportRecorder(RunFolder folder, Action<string> warn) : ITrainingObserver
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(30);

    private readonly WriteTroubles _troubles = new(warn);
    private readonly RunReader _run = new(folder);
    private readonly Stopwatch _sinceLast = new();
    private TimeSpan _cost;

    /// <inheritdoc/>
    public void OnStep(StepReport report)
    {
        if (!_sinceLast.IsRunning || (_sinceLast.Elapsed > s_interval && _sinceLast.Elapsed > 100 * _cost))
        {
            Write(running: true);
        }
    }

    /// <inheritdoc/>
    public void OnMessage(string message)
    {
    }

    /// <inheritdoc/>
    public void OnEnd(RunEnd end) => Write(running: false);

    /// <summary>Records that the run ended with an error, for which <see cref="ITrainingObserver"/> has no event.</summary>
    public void Fail()
    {
        if (_sinceLast.IsRunning)
        {
            Write(running: false);
        }
    }

    private void Write(bool running)
    {
        Stopwatch clock = Stopwatch.StartNew();
        _troubles.Try("report.html", () =>
        {
            _run.Refresh();
            ReportPage.Write(_run, running, folder.Report);
        });
        _cost = clock.Elapsed;
        _sinceLast.Restart();
    }
}
