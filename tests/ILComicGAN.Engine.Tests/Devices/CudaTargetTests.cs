using ILComicGAN.Engine.Gpu;

namespace ILComicGAN.Engine.Tests.Devices;

/// <summary>Cards and drivers from after this library get the newest target that all know, and it is said.</summary>
public sealed class CudaTargetTests
{
    [TestCase(8, 6, 12, 9, "SM_86", "8.8", false)]
    [TestCase(12, 0, 12, 8, "SM_120", "8.7", false)]
    [TestCase(12, 0, 11, 8, "SM_90", "7.8", true)]
    [TestCase(13, 5, 14, 0, "SM_120", "8.8", true)]
    [TestCase(8, 9, 11, 4, "SM_87", "7.4", true)]
    [TestCase(7, 5, 10, 0, "SM_75", "6.3", false)]
    public void NewestKnown(int major, int minor, int driverMajor, int driverMinor, string architecture, string set, bool remark)
    {
        CudaTarget target = CudaTarget.Choose(major, minor, driverMajor, driverMinor);
        Assert.That(target.Architecture.ToString(), Is.EqualTo(architecture));
        Assert.That(target.InstructionSet.ToString(), Is.EqualTo(set).Or.EqualTo($"ISA_{set.Replace(".", "", StringComparison.Ordinal)}"));
        Assert.That(target.Remark is not null, Is.EqualTo(remark));
    }

    [TestCase(6, 1, 12, 0)]
    [TestCase(8, 6, 9, 2)]
    public void TooOldIsSaid(int major, int minor, int driverMajor, int driverMinor) =>
        Assert.That(() => CudaTarget.Choose(major, minor, driverMajor, driverMinor), Throws.InstanceOf<NotSupportedException>().With.Message.Contains("7.5"));

    /// <summary>ILGPU keeps these settable only for itself; where that changes, the fallback is gone.</summary>
    [TestCase(nameof(ILGPU.Runtime.Cuda.CudaDevice.Architecture))]
    [TestCase(nameof(ILGPU.Runtime.Cuda.CudaDevice.InstructionSet))]
    public void TheTargetCanBeSet(string property) =>
        Assert.That(typeof(ILGPU.Runtime.Cuda.CudaDevice).GetProperty(property)!.SetMethod, Is.Not.Null);
}
