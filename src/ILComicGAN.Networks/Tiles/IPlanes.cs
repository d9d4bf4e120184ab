namespace ILComicGAN.Networks.Tiles;

/// <summary>The sizes of a whole picture's values, which lie channel by channel.</summary>
public interface IPlanes
{
    /// <summary>C.</summary>
    int Channels { get; }

    /// <summary>W.</summary>
    int Width { get; }

    /// <summary>H.</summary>
    int Height { get; }
}
