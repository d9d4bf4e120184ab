using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Gpu;
using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Tests.Devices;

/// <summary>What only a device with memory of its own can get wrong.</summary>
[TestFixtureSource(typeof(TestDevices), nameof(TestDevices.WithOwnMemory))]
public sealed class GpuMemoryTests(string deviceName)
{
    private Device Device => TestDevices.Get(deviceName);

    /// <summary>Uploads return before they are done; the caller may write over its array at once.</summary>
    [Test]
    public void TheCallersMemoryIsFreeAfterAnUpload()
    {
        DeviceBuffer[] buffers = [.. Enumerable.Range(0, 12).Select(_ => Device.Allocator.Rent(5000))];
        float[] values = new float[5000];
        for (int i = 0; i < buffers.Length; i++)
        {
            Array.Fill(values, i + 0.5f);
            Device.Upload(values, buffers[i]);
            Array.Fill(values, float.NaN);
        }

        for (int i = 0; i < buffers.Length; i++)
        {
            Device.Download(buffers[i], values);
            Assert.That(values, Is.All.EqualTo(i + 0.5f));
            buffers[i].Release();
        }
    }

    [Test]
    public void TooMuchIsRefusedInOneSentenceAndTheDeviceGoesOn()
    {
        if (deviceName == "simulator")
        {
            Assert.Ignore("the simulator's memory is the machine's, which promises more than it has");
        }

        Device device = Device;
        Assert.That(
            () => _ = device.Allocator.Rent(1L << 42).Memory,
            Throws.InstanceOf<DeviceOutOfMemoryException>().With.Message.Contains("were needed").And.Message.Contains("free"));
        DeviceBuffer buffer = Device.Allocator.Rent(10);
        Device.Execute(new Fill(buffer, 2));
        float[] values = new float[10];
        Device.Download(buffer, values);
        Assert.That(values, Is.All.EqualTo(2f));
        buffer.Release();
    }

    /// <summary>Kernels read it for pixels outside a picture.</summary>
    [Test]
    public void AZeroLiesBehindEveryBuffer()
    {
        foreach (int length in new[] { 1, 64, 65, 4097 })
        {
            DeviceBuffer buffer = Device.Allocator.Rent(length);
            Device.Execute(new Fill(buffer, 7));
            Assert.That(((Engine.Gpu.IlgpuMemory)buffer.Memory).SlackValues(), Is.All.Zero);
            buffer.Release();
        }
    }
}
