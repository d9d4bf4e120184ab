namespace ILComicGAN.Engine.Gpu.Benchmarks;

/// <summary>What running a kernel alone gave.</summary>
/// <param name="RelativeError">Root mean square of the difference from the cpu device, over that of its result.</param>
/// <param name="MedianSeconds">The median of the repeats, caches flushed before each.</param>
/// <param name="LeastSeconds">The fastest repeat.</param>
public sealed record KernelMeasurement(double RelativeError, double MedianSeconds, double LeastSeconds);
