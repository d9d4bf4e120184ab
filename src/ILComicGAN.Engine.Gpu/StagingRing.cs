using System.Numerics;
using ILGPU;
using ILGPU.Runtime;

namespace ILComicGAN.Engine.Gpu;

/// <summary>
/// Page-locked host memory through which uploads go, so that the caller's memory is free at once and the device copies
/// while the host goes on. A slot is used again when the copy from it is done: only who uploads more than all slots hold
/// waits, for the oldest of them.
/// </summary>
internal sealed class StagingRing(Accelerator accelerator, AcceleratorStream stream) : IDisposable
{
    private const int Count = 4;

    /// <summary>What a slot holds at most; larger uploads, of weights, go in pieces.</summary>
    internal const int LargestElements = 4 * 1024 * 1024;

    private readonly (PageLockedArray1D<float>? Memory, ProfilingMarker? Copied)[] _slots = new (PageLockedArray1D<float>?, ProfilingMarker?)[Count];
    private int _next;

    public void Upload(ReadOnlySpan<float> values, ArrayView<float> target)
    {
        for (int done = 0; done < values.Length; done += LargestElements)
        {
            int length = Math.Min(LargestElements, values.Length - done);
            UploadPiece(values.Slice(done, length), target.SubView(done, length));
        }
    }

    private void UploadPiece(ReadOnlySpan<float> values, ArrayView<float> target)
    {
        ref (PageLockedArray1D<float>? Memory, ProfilingMarker? Copied) slot = ref _slots[_next];
        _next = (_next + 1) % Count;
        slot.Copied?.Synchronize();
        slot.Copied?.Dispose();
        slot.Copied = null;
        if (slot.Memory is null || slot.Memory.Length < values.Length)
        {
            slot.Memory?.Dispose();
            slot.Memory = null;
            slot.Memory = accelerator.AllocatePageLocked1D<float>((long)BitOperations.RoundUpToPowerOf2((uint)values.Length), uninitialized: true);
        }

        values.CopyTo(slot.Memory.Span);
        // From page-locked memory this only queues the copy; ILGPU's safe form of it would wait for everything before it.
        target.CopyFromCPUUnsafeAsync(stream, ref slot.Memory.Span[0], values.Length);
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
