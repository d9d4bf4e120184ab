using ILGPU.Runtime;

namespace ILComicGAN.PtxMachine.Ilgpu;

/// <summary>Host memory that needs no locking, since nothing copies behind the caller's back.</summary>
internal sealed class PtxPageLockScope<T> : PageLockScope<T>
    where T : unmanaged
{
    public PtxPageLockScope(Accelerator accelerator, IntPtr address, long count)
        : base(accelerator, count)
    {
        AddrOfLockedObject = address;
    }

    protected override void DisposeAcceleratorObject(bool disposing)
    {
    }
}
