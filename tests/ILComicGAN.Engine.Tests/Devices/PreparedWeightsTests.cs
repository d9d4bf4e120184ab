using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Gpu;
using ILComicGAN.Engine.Memory;
using ILComicGAN.Engine.Ptx;

namespace ILComicGAN.Engine.Tests.Devices;

/// <summary>A GPU packs or transforms weights that do not change once, and anew after they are written.</summary>
public sealed class PreparedWeightsTests
{
    [TestCase("tiled.64x64.8x4")]
    [TestCase("winograd.4x4")]
    public void UnchangedWeightsArePreparedOnce(string variant)
    {
        using IlgpuDevice device = PtxDevices.Open("ptx-unchecked", Precision.Float32);
        device.Chooser.Forced = variant;
        Conv2dShape shape = new(1, 32, 6, 6, 32, 3, 3, 1, 1, 1);
        DeviceBuffer x = device.Allocator.Rent(32 * 36), w = device.Allocator.Rent(32 * 32 * 9), y = device.Allocator.Rent(32 * 36);
        device.Execute(new Fill(x, 1));
        device.Execute(new Fill(w, 1));
        Assert.That(Prepared(5), Is.EqualTo(2), "once for a single use, and once to keep");
        Assert.That(Prepared(3), Is.Zero);
        Assert.That(Result(), Is.EqualTo(9 * 32));
        device.Execute(new Fill(w, 2));
        Assert.That(Prepared(1), Is.EqualTo(1), "the weights have changed");
        Assert.That(Result(), Is.EqualTo(2 * 9 * 32));

        long Prepared(int times)
        {
            long before = w.Prepared.Counts.Preparations;
            for (int i = 0; i < times; i++)
            {
                device.Execute(new Conv2d(new ConvolutionInput(x), w, y, shape, KeepsWeights: true));
            }

            return w.Prepared.Counts.Preparations - before;
        }

        float Result()
        {
            float[] values = new float[32 * 36];
            device.Download(y, values);
            return MathF.Round(values[14], 3);
        }
    }

    /// <summary>A kept form is freed with its weights.</summary>
    [Test]
    public void FormsGoWithTheirWeights()
    {
        using IlgpuDevice device = PtxDevices.Open("ptx-unchecked", Precision.Float32);
        device.Chooser.Forced = "tiled.64x64.8x4";
        Conv2dShape shape = new(1, 16, 6, 6, 16, 3, 3, 1, 1, 1);
        DeviceBuffer x = device.Allocator.Rent(16 * 36), y = device.Allocator.Rent(16 * 36);
        device.Execute(new Fill(x, 1));
        long before = device.Allocator.Statistics.InUse;
        DeviceBuffer w = device.Allocator.Rent(16 * 16 * 9);
        device.Execute(new Fill(w, 1));
        for (int i = 0; i < 3; i++)
        {
            device.Execute(new Conv2d(new ConvolutionInput(x), w, y, shape, KeepsWeights: true));
        }

        Assert.That(device.Allocator.Statistics.InUse, Is.GreaterThan(before + (16 * 16 * 9 * sizeof(float))));
        w.Release();
        Assert.That(device.Allocator.Statistics.InUse, Is.LessThanOrEqualTo(before + (16 * 36 * sizeof(float))));
    }
}
