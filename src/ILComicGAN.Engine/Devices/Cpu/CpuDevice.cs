using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ILComicGAN.Engine.Devices.Cpu.Convolution;
using ILComicGAN.Engine.Devices.Cpu.Simd;
using ILComicGAN.Engine.Devices.Cpu.Threading;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Devices.Cpu;

/// <summary>
/// The embedded default: every primitive in vector code on all cores. Results do not depend on the number of threads.
/// </summary>
public abstract class CpuDevice : Device
{
    /// <summary>Its name in the <see cref="DeviceCatalog"/>.</summary>
    public const string DeviceName = "cpu";

    /// <summary>Elements below which a piece of work is not worth another thread.</summary>
    private protected const int Grain = 16 * 1024;

    private readonly CpuArena _arena = new();

    private protected CpuDevice(int threads, SimdLevel level, bool precise)
        : base(DeviceName)
    {
        Pool = new WorkerPool(threads);
        Level = level;
        Precise = precise;
    }

    /// <summary>The widest vectors of this machine.</summary>
    public static SimdLevel BestLevel =>
        Vector512.IsHardwareAccelerated && Avx512F.IsSupported ? SimdLevel.Vector512
        : Vector256.IsHardwareAccelerated ? SimdLevel.Vector256
        : Vector128.IsHardwareAccelerated ? SimdLevel.Vector128
        : SimdLevel.Scalar;

    /// <summary>The vectors in use.</summary>
    public SimdLevel Level { get; }

    /// <summary>Whether convolutions avoid Winograd's transforms, whose rounding errors are some ten times larger.</summary>
    public bool Precise { get; }

    /// <summary>Whether the largest of Winograd's tiles are used wherever they can be, for measuring what the choice is worth.</summary>
    internal bool AlwaysWinograd { get; set; }

    /// <summary>Threads that compute, the caller's included.</summary>
    public int Threads => Pool.Threads;

    /// <inheritdoc/>
    public override string Description =>
        $"{Environment.ProcessorCount} logical processors, {Threads} threads, {Level}, "
        + $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024.0 * 1024 * 1024):F1} GiB of memory";

    /// <inheritdoc/>
    public override bool Fuses { get; set; } = true;

    /// <inheritdoc/>
    public override bool HasHostMemory => true;

    /// <inheritdoc/>
    protected internal override long MaxCachedBytes => CpuMemory.SmallUpTo;

    private protected WorkerPool Pool { get; }

    /// <summary>Creates the device.</summary>
    /// <param name="threads">Threads to compute with; 0 for one per logical processor.</param>
    /// <param name="level">Vectors to use; the widest of the machine by default.</param>
    /// <param name="precise">Whether to avoid Winograd's transforms.</param>
    /// <exception cref="PlatformNotSupportedException">The machine has no such vectors.</exception>
    public static CpuDevice Create(int threads = 0, SimdLevel? level = null, bool precise = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        threads = threads == 0 ? Environment.ProcessorCount : threads;
        SimdLevel chosen = level ?? BestLevel;
        if (chosen > BestLevel)
        {
            throw new PlatformNotSupportedException($"this machine has no {chosen}; the widest is {BestLevel}");
        }

        return chosen switch
        {
            SimdLevel.Vector512 => new CpuDevice<Simd512, Vector512<float>>(threads, chosen, precise),
            SimdLevel.Vector256 => new CpuDevice<Simd256, Vector256<float>>(threads, chosen, precise),
            SimdLevel.Vector128 => new CpuDevice<Simd128, Vector128<float>>(threads, chosen, precise),
            _ => new CpuDevice<SimdScalar, float>(threads, chosen, precise),
        };
    }

    /// <inheritdoc/>
    protected internal override unsafe void Write(ReadOnlySpan<float> values, DeviceBuffer y) =>
        values.CopyTo(new Span<float>(Of(y), values.Length));

    /// <inheritdoc/>
    protected internal override unsafe void Read(DeviceBuffer x, Span<float> values) =>
        new ReadOnlySpan<float>(Of(x), values.Length).CopyTo(values);

    /// <inheritdoc/>
    protected internal override unsafe Span<float> HostMemory(DeviceBuffer y) => new(Of(y), checked((int)y.Length));

    /// <inheritdoc/>
    protected internal override void Wait()
    {
        // Every operation has finished when it returns.
    }

    /// <inheritdoc/>
    protected internal override void TrimMemory() => _arena.Trim();

    /// <inheritdoc/>
    protected internal override DeviceMemory CreateMemory(long capacity) => new CpuMemory(capacity, _arena);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            Pool.Dispose();
        }
    }

    private protected static unsafe float* Of(DeviceBuffer buffer) => ((CpuMemory)buffer.Memory).Pointer;

    private protected static unsafe float* OrNull(DeviceBuffer? buffer) => buffer is null ? null : Of(buffer);

    /// <summary>Cuts [0, <paramref name="count"/>) into pieces whose borders depend on the count only.</summary>
    private protected void ForRange(long count, long grain, Action<long, long> work)
    {
        int pieces = (int)Math.Clamp((count + grain - 1) / grain, 1, 1024);
        long size = (count + pieces - 1) / pieces;
        Pool.Run(pieces, i => work(Math.Min(count, i * size), Math.Min(count, (i + 1) * size)));
    }
}
