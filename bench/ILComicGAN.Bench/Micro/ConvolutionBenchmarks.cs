using BenchmarkDotNet.Attributes;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Engine.Devices.Cpu.Convolution;
using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Bench.Micro;

/// <summary>The three forms of convolution for the shapes of the generator and VGG-19 at 256×256, with Winograd's transforms and without.</summary>
public class ConvolutionBenchmarks : DeviceBenchmark
{
    private CpuDevice _precise = null!;
    private DeviceBuffer _x = null!;
    private DeviceBuffer _w = null!;
    private DeviceBuffer _y = null!;

    public static IEnumerable<Conv2dShape> Shapes =>
    [
        new(1, 3, 256, 256, 64, 7, 7, 1, 3, 1),
        new(1, 64, 256, 256, 64, 3, 3, 1, 1, 1),
        new(1, 64, 256, 256, 128, 3, 3, 2, 1, 1),
        new(1, 128, 128, 128, 128, 3, 3, 1, 1, 1),
        new(1, 256, 64, 64, 256, 3, 3, 1, 1, 1),
        new(1, 512, 32, 32, 512, 3, 3, 1, 1, 1),
        new(1, 256, 64, 64, 512, 1, 1, 1, 0, 1),
        new(1, 512, 64, 64, 512, 3, 3, 1, 1, 512),
        new(1, 64, 256, 256, 3, 7, 7, 1, 3, 1),
    ];

    [ParamsSource(nameof(Shapes))]
    public Conv2dShape Shape { get; set; }

    [Benchmark]
    public void Forward() => Device.Execute(new Conv2d(new ConvolutionInput(_x), _w, _y, Shape));

    [Benchmark]
    public void ForwardPrecise() => _precise.Execute(new Conv2d(new ConvolutionInput(_x), _w, _y, Shape));

    [Benchmark]
    public void InputGradient() => Device.Execute(new Conv2dInputGradient(_y, _w, _x, Shape));

    [Benchmark]
    public void WeightGradient() => Device.Execute(new Conv2dWeightGradient(new ConvolutionInput(_x), _y, _w, Shape));

    protected override void Prepare()
    {
        _precise = CpuDevice.Create(precise: true);
        _x = Filled((long)Shape.Batch * Shape.InChannels * Shape.InHeight * Shape.InWidth);
        _w = Filled((long)Shape.OutChannels * Shape.GroupInChannels * Shape.KernelHeight * Shape.KernelWidth);
        _y = Filled((long)Shape.Batch * Shape.OutChannels * Shape.OutHeight * Shape.OutWidth);
    }

    protected override void Release() => _precise.Dispose();
}
