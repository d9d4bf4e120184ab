using BenchmarkDotNet.Attributes;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Bench.Micro;

/// <summary>Normalization with affine map and LeakyReLU: statistics, forward, backward, and the second order for the gradient penalty.</summary>
public class NormalizationBenchmarks : DeviceBenchmark
{
    private DeviceBuffer _x = null!;
    private DeviceBuffer _y = null!;
    private DeviceBuffer _g = null!;
    private DeviceBuffer _v = null!;
    private DeviceBuffer _mean = null!;
    private DeviceBuffer _rstd = null!;
    private DeviceBuffer _choice = null!;
    private DeviceBuffer _gamma = null!;
    private DeviceBuffer _beta = null!;
    private DeviceBuffer _gradientOfGamma = null!;
    private DeviceBuffer _gradientOfBeta = null!;

    public static IEnumerable<NormalizationShape> Shapes =>
    [
        new(1, 64, 256 * 256),
        new(1, 256, 64 * 64),
        new(4, 128, 128 * 128),
    ];

    [ParamsSource(nameof(Shapes))]
    public NormalizationShape Shape { get; set; }

    [ParamsAllValues]
    public NormalizationKind Kind { get; set; }

    [Benchmark]
    public void Statistics() => Device.Execute(new NormalizationStatistics(
        _x, new StatisticsOutput(_mean, _rstd, _choice, Kind, 1e-5), Shape));

    [Benchmark]
    public void Apply() => Device.Execute(new Normalize(
        _x, _mean, _rstd, _gamma, _beta, null, _y, Shape, Activation.LeakyRelu(0.2)));

    [Benchmark]
    public void Backward() => Device.Execute(new NormalizationBackward(
        _g, _x, _mean, _rstd, _choice, _gamma, _beta, _y, _gradientOfGamma, _gradientOfBeta, Shape, Activation.LeakyRelu(0.2)));

    [Benchmark]
    public void SecondOrder() => Device.Execute(new NormalizationDoubleBackward(_v, _g, _x, _mean, _rstd, _choice, _y, Shape));

    protected override void Prepare()
    {
        long count = (long)Shape.Batch * Shape.Channels * Shape.Spatial;
        (_x, _y, _g, _v) = (Filled(count), Filled(count), Filled(count), Filled(count));
        (_mean, _rstd) = (Filled((long)Shape.Batch * Shape.Channels), Filled((long)Shape.Batch * Shape.Channels));
        _choice = Filled(Shape.Batch);
        (_gamma, _beta) = (Filled(Shape.Channels), Filled(Shape.Channels));
        (_gradientOfGamma, _gradientOfBeta) = (Filled(Shape.Channels), Filled(Shape.Channels));
        Statistics();
    }
}
