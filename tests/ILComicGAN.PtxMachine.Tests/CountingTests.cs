using ILComicGAN.PtxMachine.Counting;
using ILComicGAN.PtxMachine.Execution;
using ILComicGAN.PtxMachine.Memory;
using ILComicGAN.PtxMachine.Sanitizing;

namespace ILComicGAN.PtxMachine.Tests;

/// <summary>Layouts whose sectors and bank conflicts are known by hand.</summary>
[TestFixture]
internal sealed class CountingTests
{
    private static readonly MachineOptions s_counting = new() { Count = true };

    [TestCase(1, 4)]
    [TestCase(2, 8)]
    [TestCase(8, 32)]
    [TestCase(33, 32)]
    public void SectorsOfAStridedLoad(int stride, int sectors)
    {
        using Bench bench = new($"mul.lo.u32 %r1, %t, {4 * stride}; cvt.u64.u32 %d1, %r1; add.s64 %d1, %d1, %x; ld.global.f32 %f1, [%d1];", s_counting);
        AccessCounts counts = bench.Launch(1, 32, bench.Upload(new float[32 * stride]))!.AccessesTo(InstructionClass.Global);
        Assert.That((counts.Requests, counts.Sectors, counts.LeastSectors), Is.EqualTo((1, sectors, 4)));
    }

    [TestCase(1, 1)]
    [TestCase(2, 2)]
    [TestCase(33, 1)]
    [TestCase(32, 32)]
    [TestCase(0, 1)]
    public void PassesOverTheBanks(int stride, int passes)
    {
        using Bench bench = new(
            $"mov.u64 %d2, tile; mul.lo.u32 %r1, %t, {4 * stride}; cvt.u64.u32 %d1, %r1; add.s64 %d1, %d1, %d2; mov.f32 %f1, 0f3F800000; st.shared.f32 [%d1], %f1;",
            s_counting,
            ".shared .align 16 .b8 tile[8192];");
        AccessCounts counts = bench.Launch(1, 32)!.AccessesTo(InstructionClass.Shared);
        Assert.That((counts.Passes, counts.LeastPasses, counts.MostPasses), Is.EqualTo((passes, 1, passes)));
    }

    [Test]
    public void AWideAccessTakesAsManyPassesAsItsBytesNeed()
    {
        using Bench bench = new(
            "mov.u64 %d2, tile; mul.wide.u32 %d1, %t, 16; add.s64 %d1, %d1, %d2; mov.f32 %f1, 0f3F800000; st.shared.v4.f32 [%d1], {%f1, %f1, %f1, %f1};",
            s_counting,
            ".shared .align 16 .b8 tile[512];");
        AccessCounts counts = bench.Launch(1, 32)!.AccessesTo(InstructionClass.Shared);
        Assert.That((counts.Passes, counts.LeastPasses), Is.EqualTo((4, 4)));
    }

    [Test]
    public void ADivergentLoopRunsAsLongAsItsLongestLane()
    {
        using Bench bench = new(
            """
            mov.u32 %r1, %t;
            mov.f32 %f1, 0f00000000;
            loop:
            fma.rn.f32 %f1, %f1, %f1, 0f3F800000;
            setp.eq.u32 %p1, %r1, 0;
            sub.u32 %r1, %r1, 1;
            @!%p1 bra loop;
            """,
            s_counting);
        KernelCounts counts = bench.Launch(1, 32)!;
        LineCounts fma = counts.Lines.Single(line => line.Text == "fma.rn.f32");
        Assert.Multiple(() =>
        {
            // Lane t runs t + 1 rounds; the warp runs 32.
            Assert.That(fma.Executions, Is.EqualTo(32));
            Assert.That(fma.Lanes, Is.EqualTo(32 * 33 / 2));
            Assert.That(counts.Flops, Is.EqualTo(2 * 32 * 33 / 2));
            Assert.That(counts.DivergentBranches, Is.EqualTo(31));
        });
    }

    [Test]
    public void ProductsAndSumsAreCountedAsTheAssemblerFusesThem()
    {
        const string body = "mov.f32 %f1, 0f40000000; mul.f32 %f2, %f1, %f1; add.f32 %f3, %f2, %f1; mul.rn.f32 %f4, %f3, %f3; add.f32 %f5, %f4, %f3;";
        using Bench fused = new(body, s_counting);
        using Bench plain = new(body, s_counting with { FuseMultiplyAdd = false });
        KernelCounts a = fused.Launch(1, 32)!, b = plain.Launch(1, 32)!;
        Assert.Multiple(() =>
        {
            // The second pair names its rounding and stays apart.
            Assert.That((a.Of(InstructionClass.MultiplyAdd), a.Of(InstructionClass.Float)), Is.EqualTo((1, 2)));
            Assert.That((b.Of(InstructionClass.MultiplyAdd), b.Of(InstructionClass.Float)), Is.EqualTo((0, 4)));
            Assert.That(a.Flops, Is.EqualTo(b.Flops));
        });
    }

    [Test]
    public void TheModelNamesTheUnitThatTakesLongest()
    {
        using Bench bench = new("mul.wide.u32 %d1, %t, 4; add.s64 %d1, %d1, %x; ld.global.f32 %f1, [%d1]; add.f32 %f1, %f1, %f1; st.global.f32 [%d1], %f1;", s_counting);
        KernelCounts counts = bench.Launch(1, 256, bench.Upload(new float[256]))!;
        TimeBound bound = TimeBound.Of(counts, CardLimits.BuiltIn[1]);
        Assert.Multiple(() =>
        {
            Assert.That(counts.DistinctSectors, Is.EqualTo(32));
            Assert.That(bound.Limits["DRAM"], Is.EqualTo(1024 / 936e9).Within(1e-15));
            Assert.That(bound.Seconds, Is.EqualTo(bound.Limits[bound.LimitedBy]));
        });
    }

    /// <summary>As ILGPU passes an operand of inline PTX: stored to a variable of its own and loaded again.</summary>
    [TestCase("st.local.b32 [%d1], %t; ld.local.b32 %r1, [%d1];", 0, TestName = "AValueInALocalVariableIsARegister")]
    [TestCase("st.local.b32 [one], %t; ld.local.b32 %r1, [one];", 0, TestName = "ALocalVariableByNameIsARegister")]
    [TestCase("st.local.b32 [%d1], %t; setp.lt.u32 %p1, %t, 7; mov.u32 %r1, %t; @%p1 ld.local.b32 %r1, [%d1];", 0, TestName = "AGuardedLoadOfALocalVariableIsAMove")]
    [TestCase("st.local.b32 [%d1], %t; add.s64 %d2, %d1, 0; ld.local.b32 %r1, [%d2];", 2, TestName = "AVariableWhoseAddressIsCalculatedWithStays")]
    [TestCase("st.local.b16 [%d1], %t; st.local.b16 [%d1+2], 0; ld.local.b32 %r1, [%d1];", 3, TestName = "AVariableThatIsReadInPartsStays")]
    [TestCase("mov.b64 %d1, other; st.local.b32 [%d1], %t; ld.local.b32 %r1, [%d1]; add.s64 %d1, %d1, 4;", 2, TestName = "AVariableWhosePointerChangesStays")]
    public void LocalVariables(string body, int requests)
    {
        using Bench bench = new(
            $"mov.b64 %d1, one; {body} mul.wide.u32 %d3, %t, 4; add.s64 %d3, %d3, %x; st.global.u32 [%d3], %r1;",
            new MachineOptions { Sanitize = true, Count = true },
            ".local .align 4 .b8 one[4]; .local .align 4 .b8 other[4];");
        Allocation x = bench.Reserve(128);
        KernelCounts counts = bench.Launch(1, 32, x)!;
        Assert.That(bench.Download<int>(x, 32), Is.EqualTo(Enumerable.Range(0, 32)));
        Assert.That(counts.AccessesTo(InstructionClass.Local).Requests, Is.EqualTo(requests));
    }

    [Test]
    public void ALocalVariableThatNobodyWroteIsFoundInARegisterToo()
    {
        using Bench bench = new("ld.local.b32 %r1, [one];", declarations: ".local .align 4 .b8 one[4];");
        Assert.That(bench.Findings(1, 32).Select(finding => finding.Kind), Is.EqualTo(new[] { FindingKind.UninitializedRegister }));
    }

    [Test]
    public void CountsAreByLinesOfTheSourceWhereverTheTableOfFilesStands()
    {
        using Machine machine = new(new MachineOptions { MemoryBytes = 1 << 24, Count = true });
        LoadedKernel kernel = machine.Load("""
            .version 7.8
            .target sm_80, debug
            .address_size 64
            .visible .entry test()
            {
                .reg .b32 %r<3>;
                .loc 1 7 3
                // int a = 1;
                mov.u32 %r1, 1;
                .loc 2 9 1
                add.s32 %r2, %r1, 2;
                add.s32 %r2, %r2, %r1;
                ret;
            }
            .file 1 "/source/A.cs"
            .file 2 "/source/B.cs"
            .section.debug_info { }
            """);
        KernelCounts counts = machine.Launch(kernel, new Extent(1), new Extent(64), [])!;
        Assert.That(counts.BySource.Select(line => (line.Source.ToString(), line.Executions)), Is.EqualTo(new[] { ("B.cs:9", 6L), ("A.cs:7", 2L) }));
    }
}
