namespace ILComicGAN.GpuCheck.Parts;

/// <summary>A piece of the work, in a process of its own.</summary>
/// <param name="Name">On the command line.</param>
/// <param name="Title">In the report.</param>
/// <param name="Seconds">The most it may take.</param>
/// <param name="Least">It is left out where less is left.</param>
/// <param name="Run">Does it.</param>
internal sealed record Part(string Name, string Title, double Seconds, double Least, Action<PartContext> Run)
{
    /// <summary>Whether it runs alone: nothing else may be on the card while it takes times.</summary>
    public bool Alone { get; init; } = true;
}
