namespace ILComicGAN.Weights.Files;

/// <summary>
/// What reading a file may cost: memory of all that is made of it, values included, and time. Both grow with the file's length
/// only, so that a small file cannot ask for much, whichever way it finds.
/// </summary>
/// <param name="length">The file's bytes.</param>
internal sealed class ReadingBudget(long length)
{
    /// <summary>The most tensors of a file; networks have some thousands.</summary>
    public const int MostTensors = 1 << 15;

    /// <summary>The most characters of a tensor's name.</summary>
    public const int LongestName = 512;

    private const long FixedMemory = 32L << 20;
    private const long MemoryPerByte = 4;
    private const long FixedTime = 500_000_000;
    private const long TimePerByte = 25;

    private long _memory;
    private long _scratch;
    private long _time;

    /// <summary>Counts bytes that are kept.</summary>
    /// <exception cref="FormatFault">It is more than a file of this length may take.</exception>
    public void Keep(long bytes)
    {
        _memory += bytes;
        RequireMemory();
    }

    /// <summary>Counts bytes that are needed for one of the file's parts at a time.</summary>
    /// <exception cref="FormatFault">It is more than a file of this length may take.</exception>
    public void KeepForAWhile(long bytes)
    {
        _scratch = Math.Max(_scratch, bytes);
        RequireMemory();
    }

    /// <summary>Counts time, in nanoseconds of an ordinary processor.</summary>
    /// <exception cref="FormatFault">It is more than a file of this length may take.</exception>
    public void Work(long nanoseconds)
    {
        _time += nanoseconds;
        if (_time < 0 || _time > FixedTime + (TimePerByte * length))
        {
            throw new FormatFault("it would take far more time than a file of its size should", "do not trust it");
        }
    }

    private void RequireMemory()
    {
        if (_memory < 0 || _memory > FixedMemory + (MemoryPerByte * length) - _scratch)
        {
            throw new FormatFault("it would take far more memory than a file of its size should", "do not trust it");
        }
    }
}
