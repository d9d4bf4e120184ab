using System.Diagnostics;
using ILGPU.Runtime;

namespace ILComicGAN.PtxMachine.Ilgpu;

/// <summary>A time of the host's clock: how long the machine took, which says nothing about a card.</summary>
internal sealed class PtxProfilingMarker(Accelerator accelerator) : ProfilingMarker(accelerator)
{
    private readonly long _time = Stopwatch.GetTimestamp();

    public override void Synchronize()
    {
    }

    public override TimeSpan MeasureFrom(ProfilingMarker marker) => Stopwatch.GetElapsedTime(((PtxProfilingMarker)marker)._time, _time);

    protected override void DisposeAcceleratorObject(bool disposing)
    {
    }
}
