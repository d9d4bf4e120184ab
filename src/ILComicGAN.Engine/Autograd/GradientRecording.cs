namespace ILComicGAN.Engine.Autograd;

/// <summary>Whether operations on this thread are recorded for gradients.</summary>
public static class GradientRecording
{
    [ThreadStatic]
    private static bool s_paused;

    /// <summary>True unless paused on this thread.</summary>
    public static bool IsEnabled => !s_paused;

    /// <summary>Records nothing until the result is disposed.</summary>
    public static Pause Pause() => Set(paused: true);

    internal static Pause Set(bool paused)
    {
        bool before = s_paused;
        s_paused = paused;
        return new Pause(before);
    }

    internal static void Restore(bool paused) => s_paused = paused;
}
