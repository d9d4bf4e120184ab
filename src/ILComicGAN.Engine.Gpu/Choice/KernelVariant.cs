namespace ILComicGAN.Engine.Gpu.Choice;

/// <summary>One of several ways to compute an operation.</summary>
/// <param name="Name">Within the operation, as “tiled.128x128.16x8”.</param>
/// <param name="Fits">Whether it can compute a shape at all.</param>
/// <param name="Cost">An estimate of its time in arithmetic units of the whole card, for when nothing was measured.</param>
/// <param name="Run">Launches it; the result is the same for all variants but for rounding.</param>
/// <param name="IsPlausible">For which shapes it is measured whatever its estimate says; null for none.</param>
internal sealed record KernelVariant<TShape, TBuffers>(
    string Name,
    Func<IlgpuDevice, TShape, bool> Fits,
    Func<CardTraits, TShape, double> Cost,
    Action<IlgpuDevice, TBuffers, TShape> Run,
    Func<TShape, bool>? IsPlausible = null);
