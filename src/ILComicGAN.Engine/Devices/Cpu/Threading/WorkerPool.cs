namespace ILComicGAN.Engine.Devices.Cpu;

/// <summary>
/// Runs numbered pieces of work on a fixed set of threads, the caller among them. Which thread does which piece is
/// open, so pieces must not share results; how the work is cut must not depend on the number of threads.
/// </summary>
internal sealed class WorkerPool : IDisposable
{
    [ThreadStatic]
    private static bool s_inside;

    private readonly Thread[] _threads;
    private readonly SemaphoreSlim _start = new(0);
    private readonly Lock _oneAtATime = new();
    private Action<int>? _work;
    private int _count;
    private int _next;
    private int _active;
    private Exception? _failure;
    private volatile bool _stopping;

    public WorkerPool(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        _threads = new Thread[threads - 1];
        for (int i = 0; i < _threads.Length; i++)
        {
            _threads[i] = new Thread(Serve) { IsBackground = true, Name = $"cpu device {i + 1}" };
            _threads[i].Start();
        }
    }

    public int Threads => _threads.Length + 1;

    /// <summary>Calls <paramref name="work"/> for 0 … <paramref name="count"/> − 1 and returns when all are done.</summary>
    public void Run(int count, Action<int> work)
    {
        if (count <= 1 || _threads.Length == 0 || s_inside)
        {
            for (int i = 0; i < count; i++)
            {
                work(i);
            }

            return;
        }

        lock (_oneAtATime)
        {
            int helpers = Math.Min(_threads.Length, count - 1);
            _work = work;
            _count = count;
            _next = 0;
            _failure = null;
            Volatile.Write(ref _active, helpers);
            _start.Release(helpers);
            Drain();
            SpinWait wait = default;
            while (Volatile.Read(ref _active) != 0)
            {
                wait.SpinOnce(sleep1Threshold: -1);
            }

            _work = null;
            if (_failure is not null)
            {
                throw new InvalidOperationException("a worker of the cpu device failed", _failure);
            }
        }
    }

    public void Dispose()
    {
        _stopping = true;
        _start.Release(Math.Max(1, _threads.Length));
        foreach (Thread thread in _threads)
        {
            thread.Join();
        }

        _start.Dispose();
    }

    private void Serve()
    {
        while (true)
        {
            _start.Wait();
            if (_stopping)
            {
                return;
            }

            Drain();
            Interlocked.Decrement(ref _active);
        }
    }

    private void Drain()
    {
        s_inside = true;
        try
        {
            Action<int> work = _work!;
            int i;
            while ((i = Interlocked.Increment(ref _next) - 1) < _count)
            {
                work(i);
            }
        }
#pragma warning disable CA1031 // Whatever a worker throws is the caller's to see.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _failure = failure;
            Volatile.Write(ref _next, _count);
        }
        finally
        {
            s_inside = false;
        }
    }
}
