namespace ILComicGAN.Kernels.Tiles;

/// <summary>How wide an operand's tile is and how many threads fill it, as types so that both are constants.</summary>
internal interface IExtent
{
    /// <summary>Rows or columns.</summary>
    int Width { get; }

    /// <summary>Threads of the group.</summary>
    int Threads { get; }
}
