namespace ILComicGAN.Training.Runs;

/// <summary>Is told how a run goes on; called on the thread that trains.</summary>
public interface ITrainingObserver
{
    /// <summary>After every step.</summary>
    void OnStep(StepReport report);

    /// <summary>Something that a person should read: what was resumed, left out, or written.</summary>
    void OnMessage(string message);
}
