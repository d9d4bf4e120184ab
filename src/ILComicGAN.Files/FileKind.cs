namespace ILComicGAN.Files;

/// <summary>What a path leads to, links followed.</summary>
public enum FileKind
{
    /// <summary>Nothing.</summary>
    Missing,

    /// <summary>A file with contents of a length.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A pipe, device or socket: reading it may wait for ever, or never come to an end.</summary>
    Special,
}
