using BenchmarkDotNet.Attributes;
using ILComicGAN.Engine;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Bench.Micro;

/// <summary>Element-wise work, copies and sums on [1, 64, H, H], in the caches and beyond.</summary>
public class ElementwiseBenchmarks : DeviceBenchmark
{
    private DeviceBuffer _a = null!;
    private DeviceBuffer _b = null!;
    private DeviceBuffer _channel = null!;
    private DeviceBuffer _y = null!;
    private BroadcastPlan _same = null!;
    private BroadcastPlan _perChannel = null!;
    private CopyPlan _transpose = null!;

    [Params(32, 256)]
    public int Side { get; set; }

    [Benchmark]
    public void Fill() => Device.Execute(new Fill(_y, 0.5));

    [Benchmark]
    public void LeakyRelu() => Device.Execute(new Unary(UnaryOp.LeakyRelu, _a, _y, 0.2, 0));

    [Benchmark]
    public void Tanh() => Device.Execute(new Unary(UnaryOp.Tanh, _a, _y, 0, 0));

    [Benchmark]
    public void Add() => Device.Execute(new Binary(BinaryOp.Add, _a, _b, _y, _same, 0));

    [Benchmark]
    public void MultiplyPerChannel() => Device.Execute(new Binary(BinaryOp.Multiply, _a, _channel, _y, _perChannel, 0));

    [Benchmark]
    public void Transpose() => Device.Execute(new Copy(_a, _y, _transpose));

    [Benchmark]
    public void SumOfPixels() => Device.Execute(new Sum(_a, _y, 64, (long)Side * Side, 1));

    [Benchmark]
    public void SumOfChannels() => Device.Execute(new Sum(_a, _y, 1, 64, (long)Side * Side));

    protected override void Prepare()
    {
        int pixels = Side * Side;
        (_a, _b, _channel, _y) = (Filled(64L * pixels), Filled(64L * pixels), Filled(64), Filled(64L * pixels));
        Shape shape = new(1, 64, Side, Side);
        _same = BroadcastPlan.Create(shape, shape);
        _perChannel = BroadcastPlan.Create(shape, new Shape(1, 64, 1, 1));
        _transpose = new CopyPlan([pixels, 64], [1, pixels], [64, 1]);
    }
}
