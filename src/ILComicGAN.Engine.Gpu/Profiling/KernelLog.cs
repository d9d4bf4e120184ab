using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Profiling;
using ILGPU.Runtime;

namespace ILComicGAN.Engine.Gpu.Profiling;

/// <summary>
/// The kernels that a GPU was asked for, between time stamps of its own clock. They are read in bundles, so that the host
/// goes on issuing as it would without a profile.
/// </summary>
internal sealed class KernelLog : IKernelLog
{
    private const int Bundle = 2048;

    private readonly IlgpuDevice _device;
    private readonly TraceWriter _trace;
    private readonly List<(string Name, KernelContext Context, ProfilingMarker Start, ProfilingMarker End)> _launches = [];
    private readonly ProfilingMarker _zero;
    private readonly double _zeroTime;
    private KernelContext _context = new("", "", 0, 0, null, "");

    public KernelLog(IlgpuDevice device, TraceWriter trace)
    {
        (_device, _trace) = (device, trace);
        _device.Synchronize();
        _zero = device.Stream.AddProfilingMarker();
        _zero.Synchronize();
        _zeroTime = trace.Now;
    }

    public void Begin(string operation, string shape, double flops, double bytes) =>
        _context = new KernelContext(operation, shape, flops, bytes, ProfileScope.Layer, ProfileScope.Phase);

    /// <summary>Called around a launch.</summary>
    public void Add(string name, ProfilingMarker start, ProfilingMarker end)
    {
        _launches.Add((name, _context, start, end));
        if (_launches.Count >= Bundle)
        {
            Flush();
        }
    }

    public void Dispose()
    {
        Flush();
        _device.Log = null;
    }

    private void Flush()
    {
        // Not Synchronize: this may be in the middle of an operation, and those that wait for another must not begin there.
        _device.Wait();
        foreach ((string name, KernelContext context, ProfilingMarker start, ProfilingMarker end) in _launches)
        {
            _trace.Kernel(
                name,
                _zeroTime + start.MeasureFrom(_zero).TotalMicroseconds,
                end.MeasureFrom(start).TotalMicroseconds,
                context);
            start.Dispose();
            end.Dispose();
        }

        _launches.Clear();
    }
}
