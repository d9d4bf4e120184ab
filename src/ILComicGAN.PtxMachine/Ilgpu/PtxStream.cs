using ILGPU.Runtime;

namespace ILComicGAN.PtxMachine.Ilgpu;

/// <summary>A stream whose launches are done when they return.</summary>
internal sealed class PtxStream(Accelerator accelerator) : AcceleratorStream(accelerator)
{
    public override void Synchronize()
    {
    }

    protected override ProfilingMarker AddProfilingMarkerInternal() => new PtxProfilingMarker(Accelerator);

    protected override void DisposeAcceleratorObject(bool disposing)
    {
    }
}
