namespace ILComicGAN.Weights.Files;

/// <summary>The bytes of one array as a file keeps them: in place, compressed, or as text.</summary>
internal abstract class StoredBytes
{
    /// <summary>Bytes once unpacked.</summary>
    public abstract long Length { get; }

    /// <summary>Bytes of memory that a reader holds; 0 where it reads in place or piece by piece.</summary>
    public virtual long UnpackedAtOnce => 0;

    /// <summary>Begins to read; what is needed for unpacking lives until the reader is disposed.</summary>
    public abstract IStoredReader Open();
}
