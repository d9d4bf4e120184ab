using ILGPU;
using ILGPU.Runtime;

namespace ILComicGAN.Engine.Gpu;

/// <summary>
/// Page-locked host memory through which uploads go, so that the caller's memory is free at once and the device copies
/// while the host goes on. A slot is used again when the copy from it is done.
/// </summary>
internal sealed class StagingRing(Accelerator accelerator, AcceleratorStream stream) : IDisposable
{
    private const int Count = 4;

    /// <summary>Larger uploads are few (weights) and wait.</summary>
    private const int LargestElements = 16 * 1024 * 1024;

    private readonly (PageLockedArray1D<float>? Memory, ProfilingMarker? Copied)[] _slots = new (PageLockedArray1D<float>?, ProfilingMarker?)[Count];
    private int _next;

    public void Upload(ReadOnlySpan<float> values, ArrayView<float> target)
    {
        if (values.Length > LargestElements)
        {
            target.CopyFromCPU(stream, values);
            stream.Synchronize();
            return;
        }

        ref (PageLockedArray1D<float>? Memory, ProfilingMarker? Copied) slot = ref _slots[_next];
        _next = (_next + 1) % Count;
        slot.Copied?.Synchronize();
        slot.Copied?.Dispose();
        if (slot.Memory is null || slot.Memory.Length < values.Length)
        {
            slot.Memory?.Dispose();
            slot.Memory = accelerator.AllocatePageLocked1D<float>((long)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)values.Length), uninitialized: true);
        }

        values.CopyTo(slot.Memory.Span);
        // From page-locked memory this only queues the copy.
        target.CopyFromCPU(stream, (ReadOnlySpan<float>)slot.Memory.Span[..values.Length]);
        slot.Copied = stream.AddProfilingMarker();
    }

    public void Dispose()
    {
        foreach ((PageLockedArray1D<float>? memory, ProfilingMarker? copied) in _slots)
        {
            copied?.Synchronize();
            copied?.Dispose();
            memory?.Dispose();
        }
    }
}
