using BenchmarkDotNet.Attributes;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Bench.Micro;

/// <summary>Matrix products: square, Gram matrices of VGG-19's features (Eq. 1), and the vectors of power iteration.</summary>
public class MatMulBenchmarks : DeviceBenchmark
{
    private DeviceBuffer _a = null!;
    private DeviceBuffer _b = null!;
    private DeviceBuffer _c = null!;

    public static IEnumerable<MatMulShape> Shapes =>
    [
        new(1, 512, 512, 512),
        new(4, 512, 512, 1024, TransposeB: true),
        new(1, 2304, 1, 256, TransposeA: true),
        new(1, 256, 1, 2304),
    ];

    [ParamsSource(nameof(Shapes))]
    public MatMulShape Shape { get; set; }

    [Benchmark]
    public void Product() => Device.Execute(new MatMul(_a, _b, _c, Shape));

    protected override void Prepare()
    {
        _a = Filled((long)Shape.Batch * Shape.M * Shape.K);
        _b = Filled((long)Shape.Batch * Shape.K * Shape.N);
        _c = Filled((long)Shape.Batch * Shape.M * Shape.N);
    }
}
