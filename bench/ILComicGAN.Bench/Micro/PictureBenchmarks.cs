using BenchmarkDotNet.Attributes;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Bench.Micro;

/// <summary>Pooling, resizing and padding, each with its adjoint, on 64 planes.</summary>
public class PictureBenchmarks : DeviceBenchmark
{
    private const int Planes = 64;

    private DeviceBuffer _large = null!;
    private DeviceBuffer _small = null!;
    private DeviceBuffer _indices = null!;
    private DeviceBuffer _padded = null!;
    private PoolShape _pool;
    private ReflectPadShape _pad;

    /// <summary>Of the larger picture.</summary>
    [Params(64, 256)]
    public int Side { get; set; }

    [Benchmark]
    public void MaxPool() => Device.Execute(new MaxPool(_large, _small, _indices, _pool));

    [Benchmark]
    public void MaxPoolGradient() => Device.Execute(new MaxPoolGather(_small, _indices, _large, _pool, Transposed: true));

    [Benchmark]
    public void MaxPoolGather() => Device.Execute(new MaxPoolGather(_large, _indices, _small, _pool, Transposed: false));

    [Benchmark]
    public void AveragePool() => Device.Execute(new AveragePool(_large, _small, _pool));

    [Benchmark]
    public void AveragePoolGradient() => Device.Execute(new AveragePool(_small, _large, _pool, Transposed: true));

    [Benchmark]
    public void EnlargeNearest() => Device.Execute(new Resize(_small, _large, Enlarge(ResizeMode.Nearest)));

    [Benchmark]
    public void EnlargeNearestGradient() => Device.Execute(new Resize(_large, _small, Enlarge(ResizeMode.Nearest), Transposed: true));

    [Benchmark]
    public void EnlargeBilinear() => Device.Execute(new Resize(_small, _large, Enlarge(ResizeMode.Bilinear)));

    [Benchmark]
    public void EnlargeBilinearGradient() => Device.Execute(new Resize(_large, _small, Enlarge(ResizeMode.Bilinear), Transposed: true));

    [Benchmark]
    public void ReflectPad() => Device.Execute(new ReflectPad(_large, _padded, _pad));

    [Benchmark]
    public void ReflectPadGradient() => Device.Execute(new ReflectPad(_padded, _large, _pad, Transposed: true));

    protected override void Prepare()
    {
        _pool = new PoolShape(Planes, Side, Side, 2, 2);
        _pad = new ReflectPadShape(Planes, Side, Side, 3, 3, 3, 3);
        _large = Filled((long)Planes * Side * Side);
        _small = Filled((long)Planes * Side * Side / 4);
        _indices = Filled((long)Planes * Side * Side / 4);
        _padded = Filled((long)Planes * _pad.OutHeight * _pad.OutWidth);
        MaxPool();
    }

    private ResizeShape Enlarge(ResizeMode mode) => new(Planes, Side / 2, Side / 2, Side, Side, mode);
}
