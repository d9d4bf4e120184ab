namespace ILComicGAN.Engine.Devices.Cpu.Convolution;

/// <summary>Sizes of a stride-1 convolution from or to few channels, of either direction.</summary>
/// <param name="Batch">Pictures.</param>
/// <param name="Rows">Channels of the result.</param>
/// <param name="Depth">Channels that are summed over.</param>
/// <param name="Height">Of the result.</param>
/// <param name="Width">Of the result.</param>
/// <param name="KernelHeight">Rows of the kernel.</param>
/// <param name="KernelWidth">Columns of the kernel.</param>
internal readonly record struct SmallChannelsShape(
    int Batch, int Rows, int Depth, int Height, int Width, int KernelHeight, int KernelWidth);
