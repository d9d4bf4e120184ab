using CsCheck;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Memory;
using ILComicGAN.Engine.Random;

namespace ILComicGAN.Engine.Tests.Devices;

/// <summary>
/// The kernels in which threads of a group add up together, over random shapes, many times: a race would give other bits
/// now and then. (The products have the same in <see cref="KernelVariantTests"/>.)
/// </summary>
[TestFixtureSource(typeof(TestDevices), nameof(TestDevices.Gpus))]
public sealed class RepeatabilityTests(string deviceName)
{
    /// <summary>Elements; more than one segment of a row.</summary>
    private const long MostOnMachine = 200_000;

    private bool IsMachine => TestDevices.IsMachine(deviceName);

    private int Shapes => IsMachine ? 4 : 12;

    private int Repeats => IsMachine ? 2 : 8;

    private static readonly Gen<NormalizationShape> s_shapes =
        from batch in Gen.Int[1, 4]
        from channels in Gen.Int[1, 70]
        from spatial in Gen.OneOf(Gen.Int[1, 70], Gen.Int[1, 3000], Gen.Int[16_000, 40_000])
        where (long)batch * channels * spatial < 2_000_000
        select new NormalizationShape(batch, channels, spatial);

    [Test]
    public void Sums() => Sample((device, x, _, shape) =>
    {
        DeviceBuffer y = device.Allocator.Rent(shape.Batch * shape.Channels);
        device.Execute(new Sum(x, y, shape.Batch * shape.Channels, shape.Spatial, 1));
        return [y];
    });

    [Test]
    public void ColumnSums() => Sample((device, x, _, shape) =>
    {
        DeviceBuffer y = device.Allocator.Rent(shape.Spatial);
        device.Execute(new Sum(x, y, 1, shape.Batch * shape.Channels, shape.Spatial));
        return [y];
    });

    [Test]
    public void NormalizationInBothOrders([Values] NormalizationKind kind) => Sample((device, x, g, shape) =>
    {
        int rows = shape.Batch * shape.Channels;
        DeviceBuffer mean = device.Allocator.Rent(rows);
        DeviceBuffer rstd = device.Allocator.Rent(rows);
        DeviceBuffer choice = device.Allocator.Rent(shape.Batch);
        DeviceBuffer gx = device.Allocator.Rent(x.Length);
        DeviceBuffer second = device.Allocator.Rent(x.Length);
        device.Execute(new NormalizationStatistics(x, new StatisticsOutput(mean, rstd, choice, kind, 1e-5), shape));
        device.Execute(new NormalizationBackward(g, x, mean, rstd, choice, null, null, gx, null, null, shape, Activation.LeakyRelu(0.2)));
        device.Execute(new NormalizationDoubleBackward(x, g, x, mean, rstd, choice, second, shape));
        return [mean, rstd, choice, gx, second];
    });

    private void Sample(Func<Device, DeviceBuffer, DeviceBuffer, NormalizationShape, DeviceBuffer[]> run)
    {
        Device device = TestDevices.Get(deviceName);
        s_shapes.Where(shape => !IsMachine || (long)shape.Batch * shape.Channels * shape.Spatial < MostOnMachine).Sample(
            shape =>
            {
                long count = (long)shape.Batch * shape.Channels * shape.Spatial;
                DeviceBuffer x = Upload(device, count, 1);
                DeviceBuffer g = Upload(device, count, 2);
                float[][]? first = null;
                for (int i = 0; i < Repeats; i++)
                {
                    DeviceBuffer[] results = run(device, x, g, shape);
                    float[][] values = [.. results.Select(result =>
                    {
                        float[] host = new float[result.Length];
                        device.Download(result, host);
                        result.Release();
                        return host;
                    })];
                    first ??= values;
                    Assert.That(values.Zip(first).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second)), Is.True, $"{shape} gave other bits when run again");
                }

                x.Release();
                g.Release();
            },
            iter: Shapes,
            threads: 1);
    }

    private static DeviceBuffer Upload(Device device, long count, ulong stream)
    {
        float[] values = new float[count];
        new RandomStream(9, stream).FillNormal(values);
        DeviceBuffer buffer = device.Allocator.Rent(count);
        device.Upload(values, buffer);
        return buffer;
    }
}
