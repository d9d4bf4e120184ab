namespace ILComicGAN.Engine.Devices.Cpu.Threading;

/// <summary>
/// Runs numbered pieces of work on a fixed set of threads, the caller among them. Which thread does which piece is
/// open, so pieces must not share results; how the work is cut must not depend on the number of threads. Several callers
/// may work at a time, and share the threads.
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
    private readonly Lock _changing = new();

    /// <summary>What is being worked on, a job for each caller; replaced as a whole, so that it can be read without a lock.</summary>
    private volatile WorkerJob[] _jobs = [];
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

        WorkerJob job = new(count, work);
        lock (_changing)
        {
            _jobs = [.. _jobs, job];
        }

        int helpers = Math.Min(_threads.Length, count - 1);
        for (int i = 0; i < helpers; i++)
        {
            _start[i].Set();
        }

        Drain(job);
        // Only for pieces that somebody has begun: a thread that does not come in time is not waited for, and on a busy
        // machine it may not come for a long time.
        SpinWait wait = default;
        while (!job.IsDone)
        {
            wait.SpinOnce(sleep1Threshold: -1);
        }

        lock (_changing)
        {
            _jobs = _jobs.Length == 1 ? [] : [.. _jobs.Where(other => other != job)];
        }

        if (job.Failure is not null)
        {
            throw new InvalidOperationException("a worker of the cpu device failed", job.Failure);
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

            foreach (WorkerJob job in _jobs)
            {
                Drain(job);
            }
        }
    }

    private static void Drain(WorkerJob job)
    {
        s_inside = true;
        job.Drain();
        s_inside = false;
    }
}
