namespace ILComicGAN.Engine.Devices.Cpu.Threading;

/// <summary>Numbered pieces of one caller's work, of which each thread takes the next.</summary>
internal sealed class WorkerJob(int count, Action<int> work)
{
    private int _next;
    private int _done;
    private volatile Exception? _failure;

    /// <summary>What a piece threw; the pieces after it are left out.</summary>
    public Exception? Failure => _failure;

    /// <summary>Whether no piece is left, and none is under way.</summary>
    public bool IsDone => Volatile.Read(ref _done) == count;

    /// <summary>Does pieces until none is left that nobody has taken.</summary>
    public void Drain()
    {
        int done = 0;
        int i;
        while ((i = Interlocked.Increment(ref _next) - 1) < count)
        {
            try
            {
                if (_failure is null)
                {
                    work(i);
                }
            }
#pragma warning disable CA1031 // Whatever a worker throws is the caller's to see.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                _failure = failure;
            }

            done++;
        }

        Interlocked.Add(ref _done, done);
    }
}
