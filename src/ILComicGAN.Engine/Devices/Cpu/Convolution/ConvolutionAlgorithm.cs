namespace ILComicGAN.Engine.Devices.Cpu.Convolution;

/// <summary>How a 3×3 convolution is computed.</summary>
internal enum ConvolutionAlgorithm
{
    /// <summary>By its definition.</summary>
    Direct,

    /// <summary>Stride 1, by F(4×4, 3×3).</summary>
    WinogradF4x3,

    /// <summary>Stride 1, by F(6×6, 3×3).</summary>
    WinogradF6x3,

    /// <summary>Over an enlarged picture, by F(6×6, 2×2) of the output's phases.</summary>
    PolyphaseUpsample,

    /// <summary>Stride 2, by F(6×6, 2×2) of the input's phases.</summary>
    PolyphaseStride2,
}
