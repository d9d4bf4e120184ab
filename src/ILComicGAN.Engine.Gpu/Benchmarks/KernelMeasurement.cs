namespace ILComicGAN.Engine.Gpu.Benchmarks;

/// <summary>What running a kernel alone gave.</summary>
/// <param name="RelativeError">Root mean square of the difference from what was expected, over that; NaN where nothing was.</param>
/// <param name="MedianSeconds">The median of the repeats, caches flushed before each.</param>
/// <param name="LeastSeconds">The fastest repeat.</param>
/// <param name="EstimatedSeconds">By the model that choices without measuring are made by; NaN where it was not asked.</param>
public sealed record KernelMeasurement(double RelativeError, double MedianSeconds, double LeastSeconds, double EstimatedSeconds);
