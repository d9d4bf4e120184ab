using ILComicGAN.Training.Runs;

namespace ILComicGAN.Training.Tests;

/// <summary>Keeps what a run reports and says, and stops it after a step where that is asked for.</summary>
internal sealed class Watch(int stopAfter = int.MaxValue) : ITrainingObserver, IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    public CancellationToken Token => _stop.Token;

    public List<StepReport> Reports { get; } = [];

    public List<string> Said { get; } = [];

    public void OnStep(StepReport report)
    {
        Reports.Add(report);
        if (report.Step >= stopAfter)
        {
            _stop.Cancel();
        }
    }

    public void OnMessage(string message) => Said.Add(message);

    public void Dispose() => _stop.Dispose();
}
