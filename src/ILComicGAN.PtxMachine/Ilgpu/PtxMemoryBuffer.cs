using ILComicGAN.PtxMachine.Execution;
using ILComicGAN.PtxMachine.Memory;
using ILGPU;
using ILGPU.Runtime;

namespace ILComicGAN.PtxMachine.Ilgpu;

/// <summary>A buffer in the machine's global memory.</summary>
public sealed unsafe class PtxMemoryBuffer : MemoryBuffer
{
    private readonly Machine _machine;

    /// <summary>Null where there was no memory for it; ILGPU's finalizer comes by all the same.</summary>
    private readonly Allocation? _allocation;

    internal PtxMemoryBuffer(PtxAccelerator accelerator, long length, int elementSize)
        : base(accelerator, length, elementSize)
    {
        _machine = accelerator.Machine;
        _allocation = _machine.Memory.Allocate(Math.Max(1, LengthInBytes), $"a buffer of {LengthInBytes} bytes");
        NativePtr = checked((IntPtr)_allocation.Address);
    }

    /// <summary>Makes the first bytes count as never written: for allocators that hand a buffer on to another owner.</summary>
    /// <param name="bytes">A multiple of four.</param>
    public void Forget(long bytes) => _machine.Memory.Forget(_allocation!, bytes);

    /// <inheritdoc/>
    protected override void MemSet(AcceleratorStream stream, byte value, in ArrayView<byte> targetView)
    {
        byte[] values = new byte[targetView.Length];
        Array.Fill(values, value);
        _machine.Memory.Write(AddressOf(targetView), values);
    }

    /// <inheritdoc/>
    protected override void CopyFrom(AcceleratorStream stream, in ArrayView<byte> sourceView, in ArrayView<byte> targetView) =>
        _machine.Memory.Write(AddressOf(targetView), new ReadOnlySpan<byte>((void*)AddressOf(sourceView), checked((int)sourceView.Length)));

    /// <inheritdoc/>
    protected override void CopyTo(AcceleratorStream stream, in ArrayView<byte> sourceView, in ArrayView<byte> targetView)
    {
        long from = AddressOf(sourceView);
        long to = AddressOf(targetView);
        if (_machine.Memory.Find(to) is not null)
        {
            _machine.Memory.Write(to, new ReadOnlySpan<byte>((void*)from, checked((int)sourceView.Length)));
        }
        else
        {
            _machine.Memory.Read(from, new Span<byte>((void*)to, checked((int)sourceView.Length)));
        }
    }

    /// <inheritdoc/>
    protected override void DisposeAcceleratorObject(bool disposing)
    {
        if (_allocation is not null)
        {
            _machine.Memory.Release(_allocation);
        }

        NativePtr = IntPtr.Zero;
    }

    private static long AddressOf(in ArrayView<byte> view) => (long)view.LoadEffectiveAddressAsPtr();
}
