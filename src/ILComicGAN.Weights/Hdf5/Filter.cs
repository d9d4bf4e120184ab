namespace ILComicGAN.Weights.Hdf5;

/// <summary>How chunks are packed, by HDF5's numbers.</summary>
internal enum Filter
{
    /// <summary>zlib.</summary>
    Deflate = 1,

    /// <summary>All first bytes of the numbers, then all second ones, …</summary>
    Shuffle = 2,

    /// <summary>A checksum at the end.</summary>
    Fletcher32 = 3,
}
