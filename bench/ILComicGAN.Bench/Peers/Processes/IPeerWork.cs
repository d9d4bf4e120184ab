namespace ILComicGAN.Bench.Peers.Processes;

/// <summary>A case that is ready to be computed.</summary>
internal interface IPeerWork : IDisposable
{
    /// <summary>Computes it once, and is done when it returns.</summary>
    void Run();

    /// <summary>Computes it once and returns the mean magnitude of the result.</summary>
    double Value();
}
