using ILComicGAN.Engine;
using ILComicGAN.Networks;

namespace ILComicGAN.Training.Optimization;

/// <summary>
/// The vectors of power iteration as they were, on the device: a batch in parts must find the same ones in every part, or
/// the parts would see different critics, and the iteration would be several steps ahead after one.
/// </summary>
internal sealed class BufferSnapshot : IDisposable
{
    private readonly (Parameter Buffer, Parameter Kept)[] _pairs;

    public BufferSnapshot(Module module) =>
        _pairs = [.. module.NamedBuffers.Select(named => (named.Parameter, new Parameter(named.Parameter.Device, named.Parameter.Shape) { IsFrozen = true }))];

    /// <summary>Remembers the buffers as they are.</summary>
    public void Take()
    {
        foreach ((Parameter buffer, Parameter kept) in _pairs)
        {
            kept.Assign(buffer);
        }
    }

    /// <summary>Makes them what they were.</summary>
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
