namespace ILComicGAN.Engine.Devices.Cpu.Threading;

/// <summary>
/// Runs numbered pieces of work on a fixed set of threads, the caller among them. Which thread does which piece is
/// open, so pieces must not share results; how the work is cut must not depend on the number of threads.
/// </summary>
internal sealed class WorkerPool : IDisposable
{
    /// <summary>
    /// Looks for work, with a yield in between, before a thread goes to sleep: a network is hundreds of short pieces one
    /// after the other, and waking a thread takes as long as some of them.
    /// </summary>
    private const int Spins = 500;

    [ThreadStatic]
    private static bool s_inside;

    private readonly Thread[] _threads;
    private readonly ManualResetEventSlim[] _start;
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
        _start = new ManualResetEventSlim[_threads.Length];
        for (int i = 0; i < _threads.Length; i++)
        {
            ManualResetEventSlim start = _start[i] = new ManualResetEventSlim(false, Spins);
            _threads[i] = new Thread(() => Serve(start)) { IsBackground = true, Name = $"cpu device {i + 1}" };
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
            for (int i = 0; i < helpers; i++)
            {
                _start[i].Set();
            }

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
        for (int i = 0; i < _threads.Length; i++)
        {
            _start[i].Set();
            _threads[i].Join();
            _start[i].Dispose();
        }
    }

    private void Serve(ManualResetEventSlim start)
    {
        while (true)
        {
            start.Wait();
            start.Reset();
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
