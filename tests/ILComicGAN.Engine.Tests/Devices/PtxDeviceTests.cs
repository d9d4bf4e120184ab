using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Gpu;
using ILComicGAN.Engine.Gpu.Benchmarks;
using ILComicGAN.Engine.Memory;
using ILComicGAN.Engine.Ptx;
using ILComicGAN.Engine.Random;
using ILComicGAN.PtxMachine.Counting;
using ILComicGAN.PtxMachine.Execution;
using ILComicGAN.PtxMachine.Sanitizing;

namespace ILComicGAN.Engine.Tests.Devices;

/// <summary>The machine on the project's own kernels: bugs planted in their PTX are found, and names are checked.</summary>
public sealed class PtxDeviceTests
{
    private const string Barrier = "bar.sync\t0;";

    /// <summary>The loop of the register-tiled product has two barriers, before and after its stores to shared memory.</summary>
    [TestCase("tiled.64x64.8x4", 2, TestName = "TheBarrierBeforeTheStoresIsMissed")]
    [TestCase("tiled.64x64.8x4", 1, TestName = "TheBarrierAfterTheStoresIsMissed")]
    [TestCase("tiled.128x128.16x8", 2, TestName = "TheBarrierBeforeTheStoresOfTheLargestTileIsMissed")]
    [TestCase("tiled.128x128.16x8", 1, TestName = "TheBarrierAfterTheStoresOfTheLargestTileIsMissed")]
    public void AMissingBarrierInTheMatrixProductIsFound(string variant, int fromEnd)
    {
        SanitizerException e = Assert.Throws<SanitizerException>(() => Multiply(variant, ptx => RemoveBarrier(ptx, fromEnd)))!;
        Assert.That(e.Findings.Select(finding => finding.Kind), Does.Contain(FindingKind.SharedRace), e.Message);
        Assert.That(e.Findings.Select(finding => Path.GetExtension(finding.Source?.File)), Is.All.EqualTo(".cs"), e.Message);
    }

    /// <summary>The lines of C# change nothing in the code.</summary>
    [Test]
    public void CountsAreByLinesOfTheSource()
    {
        KernelCounts counts = KernelCounter.Count(KernelBenchmarks.Find("matmul/shared.16x16").Parse("33x34x35"), "shared.16x16", "sm_86")[0];
        Assert.That(counts.BySource.Select(line => Path.GetFileName(line.Source.File)), Does.Contain("MatMul2TiledKernel.cs"));
        Assert.That(counts.BySource.Sum(line => line.Executions), Is.EqualTo(counts.WarpInstructions).Within(10).Percent);
        Assert.That(counts.BySource.Sum(line => line.Shared.Requests), Is.EqualTo(counts.AccessesTo(InstructionClass.Shared).Requests));
    }

    [TestCase("tiled.64x64.8x4")]
    [TestCase("tiled.128x128.16x8")]
    public void TheSameProductWithItsBarriersHasNoFindings(string variant) => Multiply(variant, ptx => ptx);

    /// <summary>Operands are rounded to ten bits of fraction, 2⁻¹¹ each; a wrong fragment would be off by everything.</summary>
    [TestCase("ptx:sm_86", Precision.TensorFloat32, "tensor.128x128.tf32")]
    [TestCase("ptx:sm_86", Precision.Half, "tensor.128x128.f16")]
    [TestCase("ptx:sm_75", Precision.Half, "tensor.128x128.f16")]
    public void TensorCoresComputeTheProductAndAllFormsOfTheConvolution(string name, Precision precision, string variant)
    {
        using IlgpuDevice device = PtxDevices.Open(name, precision);
        foreach ((string operation, string size) in (ValueTuple<string, string>[])
        [
            ("matmul", "70x52x48"), ("matmul", "33x17x21x2"), ("conv-forward", "1x32x9x7x20x3x1x1x1"), ("conv-forward", "2x5x8x9x7x3x2x1x1"),
            ("conv-input-gradient", "1x19x9x7x32x3x1x1x1"), ("conv-weight-gradient", "1x32x8x16x20x3x1x1x1"), ("conv-weight-gradient", "2x5x9x7x6x3x1x0x1"),
        ])
        {
            KernelMeasurement measured = KernelRunner.Measure(device, KernelBenchmarks.Find($"{operation}/{variant}").Parse(size), variant, 0);
            TestContext.Out.WriteLine($"{operation} {size}: {measured.RelativeError:E1}");
            Assert.That(measured.RelativeError, Is.LessThan(1e-3).And.GreaterThan(1e-6), $"{operation} {size}");
        }
    }

    [TestCase("ptx:", "ptx:")]
    [TestCase("ptx:sm_1", "ptx:sm_1")]
    [TestCase("ptx:86", "ptx:86")]
    public void AnUnknownArchitectureIsOneSentence(string name, string named) => Assert.That(
        () => DeviceCatalog.Open(name), Throws.TypeOf<DeviceNotFoundException>().With.Message.Contains($"There is no device '{named}'"));

    [Test]
    public void Tf32IsNotOnTuring() => Assert.That(
        () => DeviceCatalog.Open("ptx:sm_75", new DeviceOptions { Precision = Precision.TensorFloat32 }),
        Throws.TypeOf<DeviceNotFoundException>().With.Message.Contains("sm_80"));

    private static string RemoveBarrier(string ptx, int fromEnd)
    {
        int at = ptx.Length;
        for (int i = 0; i < fromEnd; i++)
        {
            at = ptx.LastIndexOf(Barrier, at - 1, StringComparison.Ordinal);
        }

        return ptx.Remove(at, Barrier.Length);
    }

    private static void Multiply(string variant, Func<string, string> rewrite)
    {
        using IlgpuDevice device = PtxDevices.Open("ptx", Precision.Float32, new MachineOptions { Rewrite = rewrite });
        device.Chooser.Forced = variant;
        MatMulShape shape = new(1, 48, 80, 64, false, false, false, false);
        DeviceBuffer a = Random(device, 48 * 64), b = Random(device, 64 * 80), c = device.Allocator.Rent(48 * 80);
        device.Execute(new MatMul(a, b, c, shape));
        Assert.That(device.Chooser.ForcedWasUsed, Is.True);
    }

    private static DeviceBuffer Random(Device device, int count)
    {
        float[] values = new float[count];
        new RandomStream((ulong)count, 1).FillNormal(values);
        DeviceBuffer buffer = device.Allocator.Rent(count);
        device.Upload(values, buffer);
        return buffer;
    }
}
