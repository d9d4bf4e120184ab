using CsCheck;
using ILComicGAN.Engine.Devices.Reference;
using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Tests.Memory;

public sealed class CachingAllocatorTests
{
    [Test]
    public void CountsExactlyAndReuses()
    {
        using ReferenceDevice device = new();
        CachingAllocator allocator = device.Allocator;
        DeviceBuffer a = allocator.Rent(1000);
        DeviceBuffer b = allocator.Rent(17);
        Assert.That(allocator.Statistics, Is.EqualTo(new MemoryStatistics(0, 0, 0, 2)), "memory is taken at the first write");
        DeviceMemory first = a.Memory;
        _ = b.Memory;
        Assert.That(allocator.Statistics, Is.EqualTo(new MemoryStatistics(4068, 4068, (1024 + 64) * 4, 2)));
        a.Release();
        Assert.That(allocator.Statistics, Is.EqualTo(new MemoryStatistics(68, 4068, (1024 + 64) * 4, 1)));
        DeviceBuffer c = allocator.Rent(990);
        Assert.That(c.Memory, Is.SameAs(first));
        Assert.That(allocator.Statistics.Reserved, Is.EqualTo((1024 + 64) * 4));
        c.Release();
        b.Release();
        allocator.EmptyCache();
        allocator.ResetPeak();
        Assert.That(allocator.Statistics, Is.EqualTo(default(MemoryStatistics)));
    }

    [Test]
    public void ReleasingTwiceIsAnError()
    {
        using ReferenceDevice device = new();
        DeviceBuffer buffer = device.Allocator.Rent(3);
        buffer.Retain().Release();
        buffer.Release();
        Assert.That(buffer.Release, Throws.InvalidOperationException);
        Assert.That(buffer.Retain, Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public void TheLimitIsSaidWithNumbers()
    {
        using ReferenceDevice device = new();
        device.Allocator.Limit = 4096;
        DeviceBuffer buffer = device.Allocator.Rent(512);
        _ = buffer.Memory;
        Assert.That(
            () => _ = device.Allocator.Rent(1024).Memory,
            Throws.TypeOf<DeviceOutOfMemoryException>().With.Message.Contains($"{4096:N0} bytes were needed while {2048:N0} were in use"));
        buffer.Release();
    }

    [Test]
    public void SizeClassesFitAndWasteAtMostAnEighth() => Gen.Long[1, 1L << 40].Sample(length =>
    {
        long capacity = CachingAllocator.SizeClass(length);
        return capacity >= length && capacity - length <= Math.Max(64, length / 8) && CachingAllocator.SizeClass(capacity) == capacity;
    });
}
