namespace ILComicGAN.Engine.Autograd;

/// <summary>Restores the state of <see cref="GradientRecording"/> when disposed.</summary>
public readonly ref struct Pause
{
    private readonly bool _before;

    internal Pause(bool before) => _before = before;

    /// <summary>Ends the pause.</summary>
    public void Dispose() => GradientRecording.Restore(_before);
}
