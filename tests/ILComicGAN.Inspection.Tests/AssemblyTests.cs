using System.Collections.Concurrent;
using ILComicGAN.Kernels.Catalog;

namespace ILComicGAN.Inspection.Tests;

/// <summary>Every kernel in every form, through NVIDIA's own assembler.</summary>
public sealed class AssemblyTests
{
    private static readonly Assembler? s_assembler = Assembler.Find();
    private static readonly string s_missing = $"ptxas is not there: scripts/fetch-ptxas puts it into {Assembler.DefaultFolder}";

    /// <summary>The best variant of each product, which a change must not make worse.</summary>
    private static readonly string[] s_fastest =
    [
        "matmul/tiled.128x128.16x8/along-across",
        "matmul/tiled.128x128.8x8/along-across",
        "matmul/tiled.128x128.16x8/across-across",
        "matmul/tiled.128x128.16x8/along-along",
        "conv/tiled.128x128.16x8/blocks",
        "conv-weight-gradient/tiled.128x128.16x8/rows",
    ];

    private static IEnumerable<string> Architectures => KernelCompiler.Architectures;

    private static Assembler Assembler
    {
        get
        {
            if (s_assembler is null)
            {
                Oracle.Missing("ptxas", s_missing);
            }

            return s_assembler;
        }
    }

    /// <summary>Without the assembler at least ILGPU's compiler sees every kernel.</summary>
    [TestCaseSource(nameof(Architectures))]
    [Category(SlowTests.Category)]
    public void EveryKernelCompilesAndAssembles(string architecture)
    {
        SlowTests.SkipUnlessWanted($"compiling all kernels for {architecture}");
        if (s_assembler is null)
        {
            Oracle.FailIfRequired("ptxas", s_missing);
        }

        Assert.That(KernelCatalog.All, Has.Count.GreaterThan(100));
        ConcurrentBag<string> errors = [];
        Parallel.ForEach(KernelCatalog.All.Where(entry => entry.RunsOn(architecture)), KernelCompiler.Parallelism, entry =>
        {
            KernelReport report = KernelReport.Make(entry, architecture, s_assembler, disassemble: false);
            if (report.Error is not null || (s_assembler is not null && report.Code is not { Registers: > 0 }))
            {
                errors.Add($"{entry.Name}: {report.Error ?? "not assembled"}");
            }
            else if (report.Ptx!.Contains("tanh.approx", StringComparison.Ordinal) || report.Ptx.Contains("ex2.approx", StringComparison.Ordinal))
            {
                errors.Add($"{entry.Name}: an approximate function whose error is not ours to state");
            }
        });
        Assert.That(errors, Is.Empty);
    }

    [Test]
    public void HotLoopsAreNinetyPercentMultiplyAdds(
        [ValueSource(nameof(s_fastest))] string name, [Values("sm_75", "sm_86")] string architecture)
    {
        KernelReport report = KernelReport.Make(Entry(name), architecture, Assembler);
        InstructionMix loop = report.Code!.HotLoop;
        Assert.That((double)loop.MultiplyAdds / loop.Total, Is.GreaterThanOrEqualTo(0.9), string.Join(", ", loop.Counts));
        Assert.That(loop.Counts.GetValueOrDefault("LDS"), Is.Zero, "shared memory is read 128 bits at a time");
        Assert.That(loop.Counts.GetValueOrDefault("LD") + loop.Counts.GetValueOrDefault("LD.128"), Is.Zero, "no load without an address space");
    }

    [Test]
    public void ArraysInLocalMemoryAreFound() =>
        Assert.That(Broken(nameof(BrokenKernels.ArrayOfAccumulators)).Error, Does.Contain("local memory"));

    /// <summary>A tile of 8×8 accumulators a thread in half of the registers that it needs.</summary>
    [Test]
    public void SpillsInTheHotLoopAreFound() => Assert.That(
        KernelReport.Make(Entry("matmul/tiled.128x128.8x8/along-across") with { LeastGroups = 4 }, "sm_86", Assembler).Error, Does.Contain("spills"));

    [Test]
    public void InstructionsThatDoNotExistAreFound()
    {
        _ = Assembler;
        KernelReport report = Broken(nameof(BrokenKernels.InstructionThatIsNone));
        Assert.That(report.Ptx, Is.Not.Null, "ILGPU takes it");
        Assert.That(report.Code, Is.Null);
        Assert.That(report.Error, Does.Contain("ptxas"));
    }

    [Test]
    public void WhatIlgpuRefusesIsReported()
    {
        KernelReport report = Broken(nameof(BrokenKernels.NotForDevices));
        Assert.That(report.Ptx, Is.Null);
        Assert.That(report.Error, Is.Not.Empty);
    }

    [Test]
    public void MissingMultiplyAddsAreFound()
    {
        _ = Assembler;
        Assert.That(Broken(nameof(BrokenKernels.Copy), multiplyAdds: 64).Error, Does.Contain("multiply-adds"));
    }

    private static KernelEntry Entry(string name) => KernelCatalog.All.Single(entry => entry.Name == name);

    private static KernelReport Broken(string name, int multiplyAdds = 0) => KernelReport.Make(
        new KernelEntry($"broken/{name}", typeof(BrokenKernels).GetMethod(name)!, 256, multiplyAdds), "sm_86", s_assembler);
}
