using System.Runtime.InteropServices;
using ILComicGAN.PtxMachine.Counting;
using ILComicGAN.PtxMachine.Memory;
using ILComicGAN.PtxMachine.Programs;
using ILComicGAN.PtxMachine.Sanitizing;
using ILComicGAN.PtxMachine.Syntax;

namespace ILComicGAN.PtxMachine.Execution;

/// <summary>
/// A device without hardware: it loads PTX, translates it to code that .NET compiles, and runs it by warps of 32 lanes on
/// all cores. Launches run one after the other and are done when <see cref="Launch"/> returns.
/// </summary>
public sealed unsafe class Machine : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Lock _stopLock = new();
    private CancellationTokenSource? _running;
    private uint _launches;
    private bool _disposed;

    /// <param name="options">Null for the defaults.</param>
    public Machine(MachineOptions? options = null)
    {
        Options = options ?? new MachineOptions();
        Memory = new GlobalMemory(Options.MemoryBytes) { TracksContents = Options.Sanitize };
    }

    /// <summary>As given.</summary>
    public MachineOptions Options { get; }

    /// <summary>Global memory.</summary>
    public GlobalMemory Memory { get; }

    /// <summary>Reads and translates a kernel.</summary>
    /// <param name="ptx">The whole text.</param>
    /// <param name="name">The entry point; null where the text has only one.</param>
    /// <param name="title">For people, in messages; null for the entry point's name.</param>
    /// <exception cref="PtxException">Something in it is not supported, or it is no PTX.</exception>
    /// <exception cref="ArgumentException">There is no such entry point.</exception>
    public LoadedKernel Load(string ptx, string? name = null, string? title = null)
    {
        ArgumentNullException.ThrowIfNull(ptx);
        ptx = Options.Rewrite?.Invoke(ptx) ?? ptx;
        PtxModule module = PtxParser.Parse(ptx);
        PtxKernel kernel = (name is null ? module.Kernels.FirstOrDefault() : module.Kernels.Find(k => k.Name == name))
            ?? throw new ArgumentException($"the PTX has no entry point{(name is null ? "" : $" '{name}'")}", nameof(name));
        Dictionary<PtxVariable, long> addresses = [];
        foreach ((PtxVariable variable, byte[]? contents) in module.Variables.Where(v => v.Variable.Space is StateSpace.Global or StateSpace.Constant))
        {
            Allocation place = Memory.Allocate(Math.Max(1, variable.Size), variable.Name);
            Memory.Write(place.Address, contents ?? new byte[variable.Size]);
            addresses.Add(variable, place.Address);
        }

        KernelProgram program = new(kernel, Options.Sanitize || Options.Count, Options.FuseMultiplyAdd, variable => addresses[variable], title);
        return new LoadedKernel(program, module.Target, ptx);
    }

    /// <summary>Runs a grid of groups.</summary>
    /// <param name="kernel">From <see cref="Load"/>.</param>
    /// <param name="grid">Groups.</param>
    /// <param name="group">Threads of each; at most 1024.</param>
    /// <param name="parameters">The arguments, laid out as <see cref="LoadedKernel.Parameters"/> says.</param>
    /// <param name="dynamicSharedBytes">Shared memory beyond what the kernel declares.</param>
    /// <param name="cancellation">Ends the launch within a second, wherever it is.</param>
    /// <returns>What was counted; null without <see cref="MachineOptions.Count"/>.</returns>
    /// <exception cref="SanitizerException">The sanitizer found something.</exception>
    /// <exception cref="MachineFaultException">The kernel did what would have ended it on a GPU, or does not end.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public KernelCounts? Launch(
        LoadedKernel kernel,
        Extent grid,
        Extent group,
        ReadOnlySpan<byte> parameters,
        int dynamicSharedBytes = 0,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        KernelProgram program = kernel.Program;
        if (group.Count is < 1 or > 1024 || grid.Count < 1 || grid.Y > 65_535 || grid.Z > 65_535)
        {
            throw new ArgumentException($"a grid of {grid} groups of {group} threads cannot be launched");
        }

        if (program.Kernel.MaxThreads > 0 && group.Count > program.Kernel.MaxThreads)
        {
            throw new ArgumentException($"{program.Name} is compiled for at most {program.Kernel.MaxThreads} threads a group, not {group.Count}");
        }

        if (parameters.Length != program.Kernel.ParameterBytes)
        {
            throw new ArgumentException($"{program.Name} takes {program.Kernel.ParameterBytes} bytes of arguments, not {parameters.Length}");
        }

        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            SetRunning(stop);
            byte* place = (byte*)NativeMemory.AlignedAlloc((nuint)Math.Max(64, parameters.Length), 64);
            try
            {
                parameters.CopyTo(new Span<byte>(place, parameters.Length));
                // The shadow has 24 bits for a launch: marks of sixteen million launches ago could be taken for ones of this.
                _launches = (_launches % 0xFF_FFFE) + 1;
                return Run(kernel, new Launch
                {
                    Grid = grid,
                    Group = group,
                    Parameters = place,
                    ParameterBytes = parameters.Length,
                    SharedBytes = program.Kernel.SharedBytes + dynamicSharedBytes,
                    DynamicSharedBytes = dynamicSharedBytes,
                    Limit = new LaunchLimit(Options.MaxInstructions, Options.MaxTime, stop.Token),
                    Number = _launches,
                });
            }
            finally
            {
                SetRunning(null);
                NativeMemory.AlignedFree(place);
            }
        }
    }

    /// <summary>Ends the launch that is running, if one is: it throws <see cref="OperationCanceledException"/> within a second.</summary>
    public void Stop()
    {
        lock (_stopLock)
        {
            _running?.Cancel();
        }
    }

    /// <summary>Stops what is running and gives the memory back.</summary>
    public void Dispose()
    {
        Stop();
        lock (_lock)
        {
            _disposed = true;
            Memory.Dispose();
        }
    }

    private void SetRunning(CancellationTokenSource? launch)
    {
        lock (_stopLock)
        {
            _running = launch;
        }
    }

    private KernelCounts? Run(LoadedKernel kernel, Launch launch)
    {
        KernelProgram program = kernel.Program;
        Findings? findings = Options.Sanitize ? new Findings(Options.MaxFindings) : null;
        int threads = (int)Math.Min(launch.Grid.Count, Options.Threads > 0 ? Options.Threads : Environment.ProcessorCount);
        LaunchCounts? total = Options.Count ? new LaunchCounts(program, Memory) : null;
        long next = -1;
        Exception? failure = null;
        if (threads == 1)
        {
            Work();
        }
        else
        {
            Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, _ => Work());
        }

        if (failure is OperationCanceledException || (failure is not null && findings is not { Any: true }))
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }

        if (findings is { Any: true })
        {
            throw new SanitizerException(findings.All);
        }

        return total is null ? null : new KernelCounts(kernel, launch.Grid, launch.Group, launch.SharedBytes, total);

        void Work()
        {
            LaunchCounts? counts = Options.Count ? new LaunchCounts(program, Memory) : null;
            using GroupRunner runner = new(program, launch, Memory, findings, counts);
            try
            {
                for (long at = Interlocked.Increment(ref next); at < launch.Grid.Count && findings is not { Full: true }; at = Interlocked.Increment(ref next))
                {
                    runner.Run(at);
                }
            }
            catch (Exception e) when (e is MachineFaultException or SanitizerException or OperationCanceledException)
            {
                Volatile.Write(ref failure, e);
                Interlocked.Exchange(ref next, launch.Grid.Count);
            }

            if (counts is not null)
            {
                lock (total!)
                {
                    total.Add(counts);
                }
            }
        }
    }
}
