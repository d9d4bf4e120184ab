namespace ILComicGAN.GpuCheck.Entries;

/// <summary>Something to know, neither right nor wrong.</summary>
internal sealed record Fact(string Name, string Text) : Entry(Name);
