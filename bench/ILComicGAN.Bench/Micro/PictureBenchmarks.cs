using BenchmarkDotNet.Attributes;
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
    public void MaxPool() => Device.MaxPool(_large, _small, _indices, _pool);

    [Benchmark]
    public void MaxPoolGradient() => Device.MaxPoolGradient(_small, _indices, _large, _pool);

    [Benchmark]
    public void MaxPoolGather() => Device.MaxPoolGather(_large, _indices, _small, _pool);

    [Benchmark]
    public void AveragePool() => Device.AveragePool(_large, _small, _pool);

    [Benchmark]
    public void AveragePoolGradient() => Device.AveragePoolGradient(_small, _large, _pool);

    [Benchmark]
    public void EnlargeNearest() => Device.Resize(_small, _large, Enlarge(ResizeMode.Nearest));

    [Benchmark]
    public void EnlargeNearestGradient() => Device.ResizeGradient(_large, _small, Enlarge(ResizeMode.Nearest));

    [Benchmark]
    public void EnlargeBilinear() => Device.Resize(_small, _large, Enlarge(ResizeMode.Bilinear));

    [Benchmark]
    public void EnlargeBilinearGradient() => Device.ResizeGradient(_large, _small, Enlarge(ResizeMode.Bilinear));

    [Benchmark]
    public void ReflectPad() => Device.ReflectPad(_large, _padded, _pad);

    [Benchmark]
    public void ReflectPadGradient() => Device.ReflectPadGradient(_padded, _large, _pad);

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
