using BenchmarkDotNet.Attributes;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Engine.Memory;
using ILComicGAN.Engine.Random;

namespace ILComicGAN.Bench.Micro;

/// <summary>Primitives on the cpu device, straight on buffers: no autograd, no allocation in what is timed.</summary>
public abstract class DeviceBenchmark
{
    private ulong _stream;

    protected CpuDevice Device { get; private set; } = null!;

    [GlobalSetup]
    public void Setup()
    {
        Device = CpuDevice.Create();
        Prepare();
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        Release();
        Device.Dispose();
    }

    /// <summary>Makes the buffers of the shape that is next.</summary>
    protected abstract void Prepare();

    /// <summary>Frees what is not a buffer of the device.</summary>
    protected virtual void Release()
    {
    }

    /// <summary>A buffer of random values.</summary>
    protected DeviceBuffer Filled(long count, float low = -1, float high = 1)
    {
        float[] values = new float[count];
        new RandomStream(1, _stream++).FillUniform(values, low, high);
        DeviceBuffer buffer = Device.Allocator.Rent(count);
        Device.Upload(values, buffer);
        return buffer;
    }
}
