namespace ILComicGAN.Weights.Files;

/// <summary>A file's bytes, read where they are asked for.</summary>
/// <remarks>
/// Positional reads, not a memory map: of a file that another program makes shorter, a map kills the process, where a
/// read returns less; and a map counts the file's pages beside the tensors that they are copied to.
/// </remarks>
internal abstract class ByteSource : IDisposable
{
    /// <summary>Length when it was opened.</summary>
    public abstract long Length { get; }

    /// <summary>What reading the file may cost.</summary>
    public virtual ReadingBudget Budget => field ??= new ReadingBudget(Length);

    /// <summary>Fills <paramref name="target"/> from <paramref name="at"/> on.</summary>
    /// <exception cref="FormatFault">The file ends before.</exception>
    public void Read(long at, Span<byte> target)
    {
        if (at < 0 || at > Length || target.Length > Length - at)
        {
            throw new FormatFault("it ends too early");
        }

        ReadWithin(at, target);
    }

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }

    protected abstract void ReadWithin(long at, Span<byte> target);
}
