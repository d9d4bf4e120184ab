using ILComicGAN.Engine;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Networks.Modules;

namespace ILComicGAN.Training.Optimization;

/// <summary>
/// A copy of the vectors of power iteration, on the device. Every part of a batch must start from the same vectors;
/// otherwise the parts would see different critics, and one step would advance the iteration several times.
/// </summary>
internal sealed class BufferSnapshot : IDisposable
{
    private readonly (Parameter Buffer, Parameter Kept)[] _pairs;

    public BufferSnapshot(Module module) =>
        _pairs = [.. module.NamedBuffers.Select(named => (named.Parameter, new Parameter(named.Parameter.Device, named.Parameter.Shape) { IsFrozen = true }))];

    /// <summary>Copies the buffers as they are.</summary>
    public void Take()
    {
        foreach ((Parameter buffer, Parameter kept) in _pairs)
        {
            kept.Assign(buffer);
        }
    }

    /// <summary>Restores the copied values.</summary>
    public void Restore()
    {
        foreach ((Parameter buffer, Parameter kept) in _pairs)
        {
            buffer.Assign(kept);
        }
    }

    /// <summary>Frees the copies.</summary>
    public void Dispose()
    {
        foreach ((_, Parameter kept) in _pairs)
        {
            kept.Dispose();
        }
    }
}
