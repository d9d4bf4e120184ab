namespace ILComicGAN.Training.Settings;

/// <summary>What a setting's text has to be.</summary>
public enum TextFormat
{
    /// <summary>Any text.</summary>
    Any,

    /// <summary>The path of a folder.</summary>
    Folder,

    /// <summary>The path of a file.</summary>
    File,

    /// <summary>A number with a unit, as “4GB”.</summary>
    MemorySize,

    /// <summary>A convolution of VGG-19, as “conv4_4”.</summary>
    VggLayer,
}
