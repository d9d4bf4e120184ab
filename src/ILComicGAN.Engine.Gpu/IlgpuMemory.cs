using ILComicGAN.Engine.Memory;
using ILGPU;
using ILGPU.Runtime;

namespace ILComicGAN.Engine.Gpu;

/// <summary>Memory of an ILGPU accelerator.</summary>
internal sealed class IlgpuMemory : DeviceMemory
{
    /// <summary>Zeros behind the memory: what kernels read for pixels outside a picture. Nothing writes them.</summary>
    private const int Slack = 4;

    private readonly AcceleratorStream _stream;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _memory;
    private readonly Action<MemoryBuffer, long>? _lent;

    /// <param name="stream">Of the accelerator whose memory it is: what uses the memory comes after it on this stream.</param>
    /// <param name="capacity">Elements.</param>
    /// <param name="lent">Called with the memory and its bytes whenever a buffer takes it; or null.</param>
    public IlgpuMemory(AcceleratorStream stream, long capacity, Action<MemoryBuffer, long>? lent)
        : base(capacity)
    {
        (_stream, _lent) = (stream, lent);
        _memory = stream.Accelerator.Allocate1D<float>(capacity + Slack);
        ArrayView1D<float, Stride1D.Dense> slack = _memory.View.SubView(capacity, Slack);
        if (stream.Accelerator.AcceleratorType == AcceleratorType.OpenCL)
        {
            // ILGPU 1.5.3 takes the place to fill times four in OpenCL (CL_INVALID_VALUE).
            slack.CopyFromCPU(stream, new float[Slack]);
        }
        else
        {
            // Filling is queued; copying would wait for all that was queued before.
            slack.MemSetToZero(stream);
        }
    }

    /// <summary>The whole memory as kernels take it.</summary>
    public ArrayView<float> View => _memory.View.BaseView;

    /// <summary>What lies behind the capacity, read back for checking.</summary>
    internal float[] SlackValues()
    {
        float[] values = new float[Slack];
        _memory.View.SubView(Capacity, Slack).CopyToCPU(_stream, values);
        return values;
    }

    protected internal override void Lend() => _lent?.Invoke(((IContiguousArrayView)_memory.View.BaseView).Buffer, Capacity * sizeof(float));

    protected internal override void Destroy() => _memory.Dispose();
}
