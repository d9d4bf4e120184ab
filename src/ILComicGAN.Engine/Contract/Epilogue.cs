using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Contract;

/// <summary>What a convolution does with each sum before it is written: y = f(sum + bias + residual), and statistics of y.</summary>
/// <param name="Bias">Per output channel [C_out], or null.</param>
/// <param name="Activation">f.</param>
/// <param name="Residual">Of the result's shape, or null.</param>
/// <param name="Statistics">Taken of y for the normalization that follows; or null.</param>
public readonly record struct Epilogue(
    DeviceBuffer? Bias = null, Activation Activation = default, DeviceBuffer? Residual = null, StatisticsOutput? Statistics = null);
