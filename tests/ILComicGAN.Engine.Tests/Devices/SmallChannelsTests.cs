using CsCheck;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Memory;
using ILComicGAN.Engine.Random;

namespace ILComicGAN.Engine.Tests.Devices;

/// <summary>
/// The cpu device's transforms for kernels of seven rows from and to few channels, forced, over random shapes, borders and
/// all widths of vectors: right against float64, and the same bits on any number of threads.
/// </summary>
[TestFixtureSource(nameof(Levels))]
public sealed class SmallChannelsTests(SimdLevel level)
{
    /// <summary>Of the largest error over the root of the largest sum of squared products: 1.4e-5 at most in 6,000 cases.</summary>
    private const double Tolerance = 3e-5;

    private static readonly Gen<Conv2dShape> s_shapes =
        from batch in Gen.Int[1, 2]
        from few in Gen.Int[1, 3]
        from many in Of(16, 17, 31, 64)
        from height in Gen.OneOf(Of(1, 3, 17, 23), Gen.Int[1, 40])
        from width in Gen.OneOf(Of(1, 3, 17, 53, 101), Gen.Int[1, 130])
        from columns in Gen.OneOf(Gen.Const(7), Gen.Int[1, 9])
        from padding in Gen.Int[0, 3]
        from turned in Gen.Bool
        where height + (2 * padding) >= 7 && width + (2 * padding) >= columns
        select new Conv2dShape(batch, turned ? many : few, height, width, turned ? few : many, 7, columns, 1, padding, 1);

    private static IEnumerable<SimdLevel> Levels => Enum.GetValues<SimdLevel>().Where(level => level <= CpuDevice.BestLevel);

    [Test]
    public void FromAndToFewChannelsAgreeWithFloat64() => Sample(shape =>
    {
        ulong stream = (ulong)shape.GetHashCode();
        float[] x = Random(shape.Batch * shape.InChannels * shape.InHeight * shape.InWidth, stream);
        float[] w = Random(shape.OutChannels * shape.InChannels * shape.KernelHeight * shape.KernelWidth, stream + 1);
        float[] bias = Random(shape.OutChannels, stream + 2);
        float[] gy = Random(shape.Batch * shape.OutChannels * shape.OutHeight * shape.OutWidth, stream + 3);
        Check(shape, gy.Length, (d, i, y) => d.Execute(new Conv2d(
            new ConvolutionInput(i[0]), i[1], y, shape, new Epilogue(i[2], Activation.LeakyRelu(0.2)))), x, w, bias);
        Check(shape, gy.Length, (d, i, y) => d.Execute(new Conv2d(new ConvolutionInput(i[0]), i[1], y, shape)), x, w);
        Check(shape, x.Length, (d, i, y) => d.Execute(new Conv2dInputGradient(i[0], i[1], y, shape)), gy, w);
    });

    [Test]
    public void ReflectedBordersAgreeWithFloat64() => Sample(shape =>
    {
        if (shape.Padding >= Math.Min(shape.InHeight, shape.InWidth))
        {
            return;
        }

        InputView view = new(shape.InHeight, shape.InWidth, 1, shape.Padding, shape.Padding, shape.Padding, shape.Padding);
        Conv2dShape seen = shape with { InHeight = view.PaddedHeight, InWidth = view.PaddedWidth, Padding = 0 };
        ulong stream = (ulong)shape.GetHashCode();
        float[] x = Random(shape.Batch * shape.InChannels * shape.InHeight * shape.InWidth, stream);
        float[] w = Random(shape.OutChannels * shape.InChannels * shape.KernelHeight * shape.KernelWidth, stream + 1);
        long count = (long)shape.Batch * shape.OutChannels * seen.OutHeight * seen.OutWidth;
        Check(shape, count, (d, i, y) => d.Execute(new Conv2d(new ConvolutionInput(i[0], view), i[1], y, seen)), x, w);
    });

    [Test]
    public void ThePreciseDeviceDoesNotTransform()
    {
        foreach ((int from, int to) in new[] { (3, 64), (64, 3) })
        {
            Conv2dShape shape = new(1, from, 64, 61, to, 7, 7, 1, 3, 1);
            float[] x = Random(from * shape.InHeight * shape.InWidth, 1);
            float[] w = Random(from * to * 49, 2);
            double[] errors = new double[2];
            foreach (bool precise in new[] { false, true })
            {
                using CpuDevice device = CpuDevice.Create(2, level, precise);
                float[] y = Run(device, shape.OutChannels * shape.OutHeight * shape.OutWidth, (d, i, y) => d.Execute(new Conv2d(new ConvolutionInput(i[0]), i[1], y, shape)), x, w);
                float[] expected = Run(TestDevices.Reference, y.Length, (d, i, y) => d.Execute(new Conv2d(new ConvolutionInput(i[0]), i[1], y, shape)), x, w);
                errors[precise ? 1 : 0] = Math.Sqrt(y.Zip(expected).Sum(pair => Square(pair.First - pair.Second)) / expected.Sum(Square));
            }

            TestContext.Out.WriteLine($"{from} to {to}: {errors[0]:E2}, precise {errors[1]:E2}");
            Assert.That(errors[0], Is.LessThan(2.5e-6));
            Assert.That(errors[1], Is.LessThan(errors[0] * 0.75));
        }

        static double Square(float value) => (double)value * value;
    }

    private static Gen<int> Of(params int[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static void Sample(Action<Conv2dShape> check) => s_shapes.Sample(check, iter: 25, threads: 1);

    private void Check(Conv2dShape shape, long count, Action<Device, DeviceBuffer[], DeviceBuffer> primitive, params float[][] inputs)
    {
        float[] expected = Run(TestDevices.Reference, count, primitive, inputs);
        float[]? first = null;
        foreach (int threads in new[] { 1, 3 })
        {
            using CpuDevice device = CpuDevice.Create(threads, level);
            device.AlwaysWinograd = true;
            float[] actual = Run(device, count, primitive, inputs);
            first ??= actual;
            Assert.That(actual.AsSpan().SequenceEqual(first), Is.True, $"{shape}: {threads} threads gave other bits than one");
        }

        // The sums of the squared products: what rounding errors grow with, also where most of the result is a border's zeros.
        double scale = Math.Sqrt(Run(TestDevices.Reference, count, primitive, [.. inputs.Select(Squares)]).Max());
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.That(first![i], Is.EqualTo(expected[i]).Within(Tolerance * scale), $"{shape}, element {i}");
        }
    }

    private static float[] Run(Device device, long count, Action<Device, DeviceBuffer[], DeviceBuffer> primitive, params float[][] inputs)
    {
        DeviceBuffer[] buffers = [.. inputs.Select(values =>
        {
            DeviceBuffer buffer = device.Allocator.Rent(values.Length);
            device.Upload(values, buffer);
            return buffer;
        })];
        float[] result = new float[count];
        Array.Fill(result, float.NaN);
        DeviceBuffer output = device.Allocator.Rent(count);
        device.Upload(result, output);
        primitive(device, buffers, output);
        device.Download(output, result);
        Array.ForEach(buffers, buffer => buffer.Release());
        output.Release();
        return result;
    }

    private static float[] Squares(float[] values) => [.. values.Select(value => value * value)];

    private static float[] Random(int count, ulong stream)
    {
        float[] values = new float[count];
        new RandomStream(11, stream).FillNormal(values);
        return values;
    }
}
