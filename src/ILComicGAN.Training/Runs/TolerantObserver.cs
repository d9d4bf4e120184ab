namespace ILComicGAN.Training.Runs;

/// <summary>Passes everything on, and keeps an observer that cannot write its file from ending the run.</summary>
internal sealed class TolerantObserver(ITrainingObserver observer, WriteTroubles troubles) : ITrainingObserver
{
    private const string What = "record of the run";

    public void OnBegin(RunBegin begin) => troubles.Try(What, () => observer.OnBegin(begin));

    public void OnStep(StepReport report) => troubles.Try(What, () => observer.OnStep(report));

    public void OnSheet(SheetReport sheet) => troubles.Try(What, () => observer.OnSheet(sheet));

    public void OnCheckpoint(CheckpointReport checkpoint) => troubles.Try(What, () => observer.OnCheckpoint(checkpoint));

    public void OnRollback(int step) => troubles.Try(What, () => observer.OnRollback(step));

    public void OnMessage(string message) => observer.OnMessage(message);

    public void OnEnd(RunEnd end) => troubles.Try(What, () => observer.OnEnd(end));
}
