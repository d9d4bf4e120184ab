namespace ILComicGAN.Engine.Memory;

/// <summary>What a device's allocator holds, in bytes, exact.</summary>
/// <param name="InUse">Bytes that live tensors asked for.</param>
/// <param name="Peak">The most that <paramref name="InUse"/> has been since the start or the last reset.</param>
/// <param name="Reserved">Bytes taken from the system: in use, rounded up, and cached for reuse.</param>
/// <param name="Buffers">Number of live buffers.</param>
public readonly record struct MemoryStatistics(long InUse, long Peak, long Reserved, long Buffers);
