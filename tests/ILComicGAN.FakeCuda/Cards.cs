using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text;
using ILComicGAN.PtxMachine.Execution;
using ILComicGAN.PtxMachine.Memory;
using ILComicGAN.PtxMachine.Sanitizing;
using ILComicGAN.PtxMachine.Syntax;

namespace ILComicGAN.FakeCuda;

/// <summary>
/// The cards behind the driver: a PTX machine each. What goes wrong is a code of the driver's and text; no exception may
/// reach C.
/// </summary>
internal static unsafe class Cards
{
    private const int Success = 0, InvalidValue = 1, NotFound = 500, IllegalAddress = 700, LaunchFailed = 719;

    private static readonly ConcurrentDictionary<int, Machine> s_machines = new();

    private static readonly ConcurrentDictionary<long, Program> s_programs = new();

    private static long s_programCount;

    /// <summary>Other settings are for other cards.</summary>
    public static void Forget() => s_machines.Clear();

    [UnmanagedCallersOnly]
    public static long Allocate(int card, long bytes)
    {
        try
        {
            return Of(card).Memory.Allocate(bytes).Address;
        }
        catch (InsufficientMemoryException)
        {
            return 0;
        }
    }

    [UnmanagedCallersOnly]
    public static void Release(int card, long address)
    {
        GlobalMemory memory = Of(card).Memory;
        if (memory.Find(address) is { } allocation)
        {
            memory.Release(allocation);
        }
    }

    [UnmanagedCallersOnly]
    public static int Write(int card, long address, byte* source, long bytes)
    {
        try
        {
            Of(card).Memory.Write(address, new ReadOnlySpan<byte>(source, checked((int)bytes)));
            return Success;
        }
        catch (ArgumentException)
        {
            return InvalidValue;
        }
    }

    [UnmanagedCallersOnly]
    public static int Read(int card, long address, byte* target, long bytes)
    {
        try
        {
            Of(card).Memory.Read(address, new Span<byte>(target, checked((int)bytes)));
            return Success;
        }
        catch (ArgumentException)
        {
            return InvalidValue;
        }
    }

    [UnmanagedCallersOnly]
    public static long Load(int card, byte* ptx, byte* log, int logBytes)
    {
        try
        {
            Program program = new(card, Of(card).Load(Marshal.PtrToStringUTF8((nint)ptx)!));
            long number = Interlocked.Increment(ref s_programCount);
            s_programs[number] = program;
            return number;
        }
        catch (Exception e) when (e is PtxException or ArgumentException or InsufficientMemoryException)
        {
            Say($"ptxas error   : {e.Message}", log, logBytes);
            return 0;
        }
    }

    [UnmanagedCallersOnly]
    public static int Find(long number, byte* name, int* parameterBytes, int* sharedBytes, int* mostThreads)
    {
        LoadedKernel kernel = s_programs[number].Kernel;
        (*parameterBytes, *sharedBytes, *mostThreads) = (kernel.ParameterBytes, kernel.SharedBytes, kernel.Program.Kernel.MaxThreads);
        return kernel.Name == Marshal.PtrToStringUTF8((nint)name) ? Success : NotFound;
    }

    [UnmanagedCallersOnly]
    public static int Launch(long number, int* sizes, int dynamicBytes, byte* parameters, int parameterBytes, byte* message, int messageBytes)
    {
        Program program = s_programs[number];
        try
        {
            Of(program.Card).Launch(
                program.Kernel,
                new Extent(sizes[0], sizes[1], sizes[2]),
                new Extent(sizes[3], sizes[4], sizes[5]),
                new ReadOnlySpan<byte>(parameters, Math.Min(parameterBytes, program.Kernel.ParameterBytes)),
                dynamicBytes);
            return Success;
        }
        catch (Exception e) when (e is SanitizerException or MachineFaultException or ArgumentException)
        {
            Say(e.Message, message, messageBytes);
            return e is SanitizerException ? IllegalAddress : LaunchFailed;
        }
    }

    private static Machine Of(int card) => s_machines.GetOrAdd(card, static number => new Machine(new MachineOptions
    {
        // The driver keeps account of the card's memory; gaps between allocations need some more.
        MemoryBytes = (DriverLibrary.Setting("memory", number, 4096) << 20) + (64 << 20),
        Sanitize = DriverLibrary.Setting("sanitize", number, 0) != 0,
        Threads = (int)DriverLibrary.Setting("threads", number, 0),
    }));

    private static void Say(string text, byte* target, int bytes)
    {
        byte[] encoded = Encoding.ASCII.GetBytes(text.ReplaceLineEndings(" "));
        int count = Math.Min(encoded.Length, bytes - 1);
        encoded.AsSpan(0, count).CopyTo(new Span<byte>(target, bytes));
        target[count] = 0;
    }
}
