namespace ILComicGAN.Weights.Hdf5;

/// <summary>A block of a dataset.</summary>
/// <param name="Offset">Its first element, per axis.</param>
/// <param name="Address">Where it is.</param>
/// <param name="Length">Its bytes, packed.</param>
/// <param name="SkippedFilters">Bit i says that filter i was not applied.</param>
internal sealed record Chunk(long[] Offset, long Address, long Length, long SkippedFilters);
