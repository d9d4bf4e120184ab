using BenchmarkDotNet.Attributes;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Memory;
using ILComicGAN.Engine.Random;

namespace ILComicGAN.Bench.Micro;

/// <summary>The three forms of convolution on the cpu device, for the generator's shapes at 256×256.</summary>
public class ConvolutionBenchmarks
{
    private CpuDevice _device = null!;
    private DeviceBuffer _x = null!;
    private DeviceBuffer _w = null!;
    private DeviceBuffer _y = null!;

    public static IEnumerable<Conv2dShape> Shapes =>
    [
        new(1, 3, 262, 262, 64, 7, 7, 1, 0, 1),
        new(1, 64, 258, 258, 64, 3, 3, 1, 0, 1),
        new(1, 64, 258, 258, 128, 3, 3, 2, 0, 1),
        new(1, 128, 130, 130, 128, 3, 3, 1, 0, 1),
        new(1, 256, 66, 66, 256, 3, 3, 1, 0, 1),
        new(1, 256, 64, 64, 512, 1, 1, 1, 0, 1),
        new(1, 512, 66, 66, 512, 3, 3, 1, 0, 512),
        new(1, 64, 262, 262, 3, 7, 7, 1, 0, 1),
    ];

    [ParamsSource(nameof(Shapes))]
    public Conv2dShape Shape { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _device = CpuDevice.Create();
        _x = Filled((long)Shape.Batch * Shape.InChannels * Shape.InHeight * Shape.InWidth);
        _w = Filled((long)Shape.OutChannels * Shape.GroupInChannels * Shape.KernelHeight * Shape.KernelWidth);
        _y = Filled((long)Shape.Batch * Shape.OutChannels * Shape.OutHeight * Shape.OutWidth);
    }

    [GlobalCleanup]
    public void Cleanup() => _device.Dispose();

    [Benchmark]
    public void Forward() => _device.Conv2d(_x, _w, null, _y, Shape);

    [Benchmark]
    public void InputGradient() => _device.Conv2dInputGradient(_y, _w, _x, Shape);

    [Benchmark]
    public void WeightGradient() => _device.Conv2dWeightGradient(_x, _y, _w, Shape);

    private DeviceBuffer Filled(long count)
    {
        float[] values = new float[count];
        new RandomStream(1, 1).FillUniform(values, -1, 1);
        DeviceBuffer buffer = _device.Allocator.Rent(count);
        _device.Upload(values, buffer);
        return buffer;
    }
}
