using BenchmarkDotNet.Attributes;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Bench.Micro;

/// <summary>A 3×3 convolution of an enlarged picture with a reflected border, which are read and not stored (the generator's d.0 and e.0).</summary>
public class EnlargedConvolutionBenchmarks : DeviceBenchmark
{
    private DeviceBuffer _x = null!;
    private DeviceBuffer _w = null!;
    private DeviceBuffer _y = null!;
    private Conv2dShape _shape;
    private InputView _view;

    [Params(128, 256)]
    public int InChannels { get; set; }

    [Benchmark]
    public void Forward() => Device.Execute(new Conv2d(new ConvolutionInput(_x, _view), _w, _y, _shape));

    protected override void Prepare()
    {
        // 64×64 with 256 channels, 128×128 with 128, as at 256×256.
        int side = 128 * 128 / InChannels;
        _view = new InputView(side, side, 2, 1, 1, 1, 1);
        _shape = new Conv2dShape(1, InChannels, _view.PaddedHeight, _view.PaddedWidth, InChannels / 2, 3, 3, 1, 0, 1);
        _x = Filled((long)InChannels * side * side);
        _w = Filled((long)_shape.OutChannels * InChannels * 9);
        _y = Filled((long)_shape.OutChannels * _shape.OutHeight * _shape.OutWidth);
    }
}
