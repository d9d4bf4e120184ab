using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Engine.Elementwise;

namespace ILComicGAN.Engine.Tests.Autograd;

/// <summary>What does not fit is refused in a sentence before memory is touched.</summary>
public sealed class ArgumentTests
{
    [TestCase(1)]
    [TestCase(3)]
    [TestCase(5)]
    public void ABiasHasOneElementPerOutputChannel(int length)
    {
        using CpuDevice device = CpuDevice.Create(1);
        using TensorScope scope = new();
        Tensor x = Tensor.Full(device, new Shape(1, 2, 5, 5), 1);
        Tensor w = Tensor.Full(device, new Shape(4, 2, 3, 3), 1);
        Assert.That(
            () => Functional.Conv2d(x, w, Tensor.Full(device, new Shape(length), 1)),
            Throws.ArgumentException.With.Message.Contains("4 output channels"));
    }

    [TestCase(0, 0, 1)]
    [TestCase(-1, 0, 1)]
    [TestCase(1, -1, 1)]
    [TestCase(1, 0, 0)]
    public void StridePaddingAndGroupsHaveRanges(int stride, int padding, int groups)
    {
        using CpuDevice device = CpuDevice.Create(1);
        using TensorScope scope = new();
        Tensor x = Tensor.Full(device, new Shape(1, 2, 5, 5), 1);
        Tensor w = Tensor.Full(device, new Shape(4, 2, 3, 3), 1);
        Assert.That(
            () => Functional.Conv2d(x, w, stride: stride, padding: padding, groups: groups), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    [CancelAfter(10_000)]
    public void ADisposedDeviceSaysSo()
    {
        CpuDevice device = CpuDevice.Create(2);
        using TensorScope scope = new();
        Tensor x = Tensor.Full(device, new Shape(1, 2, 70, 70), 1);
        Tensor waiting = Functional.Conv2d(x, Tensor.Full(device, new Shape(4, 2, 3, 3), 1));
        device.Dispose();
        Assert.That(() => Functional.Abs(x), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => waiting.ToArray(), Throws.InstanceOf<ObjectDisposedException>());
        using CpuDevice other = CpuDevice.Create(1);
        Assert.That(Tensor.Full(other, new Shape(3), 2).ToArray(), Is.All.EqualTo(2f), "what waited for a device that is gone stops nobody");
    }
}
