using System.Runtime.InteropServices;
using ILComicGAN.Engine.Devices;

namespace ILComicGAN.Engine.Memory;

/// <summary>
/// Few numbers that a formula needs again and again, as the weights of a color's channels: they go to the device once. They
/// are the device's own and not counted among the tensors.
/// </summary>
internal sealed class ConstantCache(Device device)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, DeviceBuffer> _buffers = [];

    /// <summary>A share of the buffer with these values; nobody may write to it.</summary>
    public DeviceBuffer Get(ReadOnlySpan<float> values)
    {
        string key = Convert.ToHexString(MemoryMarshal.AsBytes(values));
        lock (_lock)
        {
            if (!_buffers.TryGetValue(key, out DeviceBuffer? buffer))
            {
                buffer = new DeviceBuffer(device, values.Length, isCounted: false);
                device.Upload(values, buffer);
                _buffers.Add(key, buffer);
            }

            return buffer.Retain();
        }
    }

    /// <summary>Frees them, with the device.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            foreach (DeviceBuffer buffer in _buffers.Values)
            {
                buffer.Release();
            }

            _buffers.Clear();
        }
    }
}
