using ILComicGAN.PtxMachine.Execution;
using ILComicGAN.PtxMachine.Memory;
using ILComicGAN.PtxMachine.Sanitizing;

namespace ILComicGAN.PtxMachine.Tests;

/// <summary>Bugs planted in small kernels, each of which must be found, beside the same kernel without it, in which nothing may be.</summary>
[TestFixture]
internal sealed class SanitizerTests
{
    private static readonly float[] s_numbers = [.. Enumerable.Range(0, 256).Select(i => (i * 0.37f) - 11)];

    /// <summary>y[i] = x[i + n]</summary>
    private const string Copy = """
        add.s32 %r1, %t, %n;
        mul.wide.s32 %d1, %r1, 4;
        add.s64 %d1, %x, %d1;
        mul.wide.s32 %d2, %t, 4;
        add.s64 %d2, %y, %d2;
        ld.global.f32 %f1, [%d1];
        st.global.f32 [%d2], %f1;
        """;

    [TestCase(0, false)]
    [TestCase(1, true)]
    [TestCase(-1, true)]
    public void AnOffByOneReadIsFound(int offset, bool isBug)
    {
        using Bench bench = new(Copy);
        IReadOnlyList<Finding> found = bench.Findings(1, 64, bench.Upload(s_numbers[..64]), bench.Reserve(256), n: offset);
        Check(found, isBug, FindingKind.OutOfBounds);
        if (isBug)
        {
            Assert.That(found[0].Thread, Is.EqualTo(offset > 0 ? 63 : 0));
            Assert.That(found[0].Details, Does.Contain(offset > 0 ? "4 bytes beyond the end of allocation 1" : "4 bytes before allocation 1"));
        }
    }

    [TestCase(0, false)]
    [TestCase(4, true)]
    [TestCase(8, true)]
    public void AMisalignedVectorLoadIsFound(int offset, bool isBug)
    {
        using Bench bench = new($$"""
            mul.wide.u32 %d1, %t, 16;
            add.s64 %d2, %y, %d1;
            add.s64 %d1, %x, %d1;
            ld.global.v4.f32 {%f1, %f2, %f3, %f4}, [%d1+{{offset}}];
            st.global.v4.f32 [%d2], {%f4, %f3, %f2, %f1};
            """);
        Check(bench.Findings(1, 32, bench.Upload(s_numbers), bench.Reserve(512)), isBug, FindingKind.Misaligned);
    }

    [TestCase("mov.f32 %f1, 0f00000000;", false)]
    [TestCase("", true)]
    [TestCase("setp.lt.u32 %p1, %t, 7; @%p1 mov.f32 %f1, 0f00000000;", true)]
    public void AnUninitializedAccumulatorIsFound(string start, bool isBug)
    {
        using Bench bench = new($$"""
            {{start}}
            mov.u32 %r1, 0;
            loop:
            mul.wide.u32 %d1, %r1, 4;
            add.s64 %d1, %x, %d1;
            ld.global.f32 %f2, [%d1];
            add.f32 %f1, %f1, %f2;
            add.s32 %r1, %r1, 1;
            setp.lt.u32 %p2, %r1, 8;
            @%p2 bra loop;
            mul.wide.u32 %d1, %t, 4;
            add.s64 %d1, %y, %d1;
            st.global.f32 [%d1], %f1;
            """);
        IReadOnlyList<Finding> found = bench.Findings(1, 32, bench.Upload(s_numbers), bench.Reserve(128));
        Check(found, isBug, FindingKind.UninitializedRegister);
        if (isBug)
        {
            Assert.That(found[0].Details, Does.Contain("%f1"));
            Assert.That(found[0].Thread, Is.EqualTo(start.Length > 0 ? 7 : 0));
        }
    }

    [Test]
    public void GlobalMemoryThatNobodyWroteIsFound()
    {
        using Bench bench = new(Copy);
        Check(bench.Findings(1, 32, bench.Reserve(128), bench.Reserve(128)), true, FindingKind.UninitializedMemory);
    }

    [Test]
    public void WhatOneLaunchWroteIsInitializedForTheNext()
    {
        using Bench bench = new(Copy);
        Allocation middle = bench.Reserve(128);
        Assert.That(bench.Findings(1, 32, bench.Upload(s_numbers), middle), Is.Empty);
        Assert.That(bench.Findings(1, 32, middle, bench.Reserve(128)), Is.Empty);
    }

    /// <summary>Reverses 64 numbers through shared memory twice.</summary>
    [TestCase("bar.sync 0;", "bar.sync 0;", false)]
    [TestCase("", "bar.sync 0;", true)]
    [TestCase("bar.sync 0;", "", true)]
    [TestCase("bar.warp.sync -1;", "bar.sync 0;", true)]
    public void AMissingBarrierIsFound(string afterStore, string beforeNextStore, bool isBug)
    {
        using Bench bench = new(
            $$"""
            mov.u64 %d3, tile;
            mul.wide.u32 %d1, %t, 4;
            add.s64 %d4, %d3, %d1;
            sub.u32 %r1, 63, %t;
            mul.wide.u32 %d2, %r1, 4;
            add.s64 %d5, %d3, %d2;
            add.s64 %d1, %x, %d1;
            ld.global.f32 %f1, [%d1];
            mov.u32 %r2, 0;
            loop:
            {{beforeNextStore}}
            st.shared.f32 [%d4], %f1;
            {{afterStore}}
            ld.shared.f32 %f1, [%d5];
            add.s32 %r2, %r2, 1;
            setp.lt.u32 %p1, %r2, 2;
            @%p1 bra loop;
            mul.wide.u32 %d1, %t, 4;
            add.s64 %d1, %y, %d1;
            st.global.f32 [%d1], %f1;
            """,
            declarations: ".shared .align 4 .b8 tile[256];");
        Check(bench.Findings(1, 64, bench.Upload(s_numbers), bench.Reserve(256)), isBug, FindingKind.SharedRace);
    }

    [TestCase("bar.warp.sync -1;", false)]
    [TestCase("", true)]
    public void LanesOfOneWarpNeedItsOwnBarrier(string barrier, bool isBug)
    {
        using Bench bench = new(
            $$"""
            mov.u64 %d3, tile;
            mul.wide.u32 %d1, %t, 4;
            add.s64 %d4, %d3, %d1;
            sub.u32 %r1, 31, %t;
            mul.wide.u32 %d2, %r1, 4;
            add.s64 %d5, %d3, %d2;
            st.shared.u32 [%d4], %t;
            {{barrier}}
            ld.shared.u32 %r2, [%d5];
            """,
            declarations: ".shared .align 4 .b8 tile[128];");
        Check(bench.Findings(1, 32), isBug, FindingKind.SharedRace);
    }

    /// <summary>Each thread copies a word for its neighbor, which may read it when both have waited and met.</summary>
    [TestCase("cp.async.commit_group; cp.async.wait_group 0; bar.sync 0;", false)]
    [TestCase("cp.async.wait_all; bar.sync 0;", false)]
    [TestCase("bar.sync 0;", true, TestName = "ACopyThatNobodyWaitsForIsFound")]
    [TestCase("cp.async.commit_group; bar.sync 0;", true, TestName = "ACommittedCopyThatNobodyWaitsForIsFound")]
    [TestCase("cp.async.commit_group; cp.async.wait_group 1; bar.sync 0;", true, TestName = "WaitingForAllButTheNewestGroupIsNotEnough")]
    [TestCase("cp.async.wait_group 0; bar.sync 0;", true, TestName = "AGroupThatIsNotCommittedIsNotWaitedFor")]
    [TestCase("cp.async.wait_all;", true, TestName = "WaitingIsNoBarrier")]
    public void AsynchronousCopies(string wait, bool isBug)
    {
        using Bench bench = new(
            $$"""
            mov.u64 %d3, tile;
            mul.wide.u32 %d1, %t, 4;
            add.s64 %d4, %d3, %d1;
            add.s64 %d5, %x, %d1;
            cp.async.ca.shared.global [%d4], [%d5], 4;
            {{wait}}
            xor.b32 %r1, %t, 33;
            mul.wide.u32 %d2, %r1, 4;
            add.s64 %d5, %d3, %d2;
            ld.shared.f32 %f1, [%d5];
            add.s64 %d1, %y, %d1;
            st.global.f32 [%d1], %f1;
            """,
            declarations: ".shared .align 4 .b8 tile[256];");
        Allocation y = bench.Reserve(256);
        Check(bench.Findings(1, 64, bench.Upload(s_numbers), y), isBug, FindingKind.SharedRace);
        if (!isBug)
        {
            Assert.That(bench.Download<float>(y, 64), Is.EqualTo(Enumerable.Range(0, 64).Select(i => s_numbers[i ^ 33])));
        }
    }

    /// <summary>Two tiles in turn: the next one is under way while the present one is read.</summary>
    [TestCase("cp.async.wait_group 1;", false)]
    [TestCase("", true)]
    [TestCase("cp.async.wait_group 2;", true)]
    public void ADoubleBufferedLoopWaitsForAllButTheNewestGroup(string wait, bool isBug)
    {
        using Bench bench = new(
            $$"""
            mov.u64 %d3, tile;
            mul.wide.u32 %d1, %t, 16;
            add.s64 %d3, %d3, %d1;
            add.s64 %d4, %x, %d1;
            mov.f32 %f9, 0f00000000;
            cp.async.cg.shared.global [%d3], [%d4], 16;
            cp.async.commit_group;
            mov.u32 %r1, 1;
            loop:
            and.b32 %r2, %r1, 1;
            mul.wide.u32 %d5, %r2, 512;
            add.s64 %d6, %d3, %d5;
            mul.wide.u32 %d7, %r1, 512;
            add.s64 %d7, %d4, %d7;
            setp.lt.u32 %p1, %r1, 2;
            selp.b32 %r5, 16, 0, %p1;
            cp.async.cg.shared.global [%d6], [%d7], 16, %r5;
            cp.async.commit_group;
            {{wait}}
            xor.b32 %r3, %r2, 1;
            mul.wide.u32 %d5, %r3, 512;
            add.s64 %d6, %d3, %d5;
            ld.shared.v4.f32 {%f1, %f2, %f3, %f4}, [%d6];
            add.f32 %f9, %f9, %f1;
            add.f32 %f9, %f9, %f4;
            add.s32 %r1, %r1, 1;
            setp.le.u32 %p2, %r1, 2;
            @%p2 bra loop;
            mul.wide.u32 %d1, %t, 4;
            add.s64 %d1, %y, %d1;
            st.global.f32 [%d1], %f9;
            """,
            declarations: ".shared .align 16 .b8 tile[1024];");
        Allocation y = bench.Reserve(128);
        Check(bench.Findings(1, 32, bench.Upload(s_numbers), y), isBug, FindingKind.SharedRace);
        if (!isBug)
        {
            Assert.That(
                bench.Download<float>(y, 32),
                Is.EqualTo(Enumerable.Range(0, 32).Select(i => s_numbers[4 * i] + s_numbers[(4 * i) + 3] + s_numbers[128 + (4 * i)] + s_numbers[131 + (4 * i)])).Within(1e-5));
        }
    }

    [TestCase(false)]
    [TestCase(true)]
    public void ACopyWithoutSourceBytesWritesZerosAndReadsNothing(bool sanitize)
    {
        using Bench bench = new(
            """
            mov.u64 %d3, tile;
            mul.wide.u32 %d1, %t, 8;
            add.s64 %d3, %d3, %d1;
            mov.u32 %r1, 0;
            cp.async.ca.shared.global [%d3], [%z], 8, %r1;
            cp.async.wait_all;
            ld.shared.v2.u32 {%r2, %r3}, [%d3];
            or.b32 %r2, %r2, %r3;
            mul.wide.u32 %d1, %t, 4;
            add.s64 %d1, %y, %d1;
            st.global.u32 [%d1], %r2;
            """,
            new MachineOptions { Sanitize = sanitize },
            ".shared .align 8 .b8 tile[256];");
        Allocation y = bench.Upload(Enumerable.Repeat(7, 32).ToArray());
        Assert.That(bench.Findings(1, 32, y: y), Is.Empty);
        Assert.That(bench.Download<int>(y, 32), Is.All.Zero);
    }

    [TestCase("cp.async.ca.shared.global [%d3], [%d4+1024], 4;", FindingKind.OutOfBounds)]
    [TestCase("cp.async.ca.shared.global [%d3+256], [%d4], 4;", FindingKind.OutOfBounds)]
    [TestCase("cp.async.ca.shared.global [%d3], [%d4+2], 4;", FindingKind.Misaligned)]
    public void AnAsynchronousCopyIsCheckedOnBothSides(string copy, FindingKind kind)
    {
        using Bench bench = new(
            $"mov.u64 %d3, tile; mul.wide.u32 %d1, %t, 4; add.s64 %d3, %d3, %d1; add.s64 %d4, %x, %d1; {copy} cp.async.wait_all;",
            declarations: ".shared .align 4 .b8 tile[256];");
        Check(bench.Findings(1, 32, bench.Upload(s_numbers)), true, kind);
    }

    /// <summary>Bytes and halves side by side belong to different threads; the same one does not.</summary>
    [TestCase("u8", 1, 0, false)]
    [TestCase("u8", 1, 1, true)]
    [TestCase("u16", 2, 0, false)]
    [TestCase("u16", 2, 2, true)]
    [TestCase("u16", 2, -2, true)]
    public void ShortAccessesRaceByteByByte(string type, int bytes, int offset, bool isBug)
    {
        using Bench bench = new(
            $$"""
            mov.u64 %d3, tile;
            mul.wide.u32 %d1, %t, {{bytes}};
            add.s64 %d3, %d3, %d1;
            st.shared.{{type}} [%d3+8], %t;
            ld.shared.{{type}} %r2, [%d3+{{8 + offset}}];
            """,
            declarations: ".shared .align 8 .b8 tile[256];");
        Check(bench.Findings(1, 64), isBug, FindingKind.SharedRace);
    }

    [TestCase("u8", 1, false)]
    [TestCase("u8", 0, true)]
    [TestCase("u16", 2, false)]
    [TestCase("u16", 0, true)]
    public void GroupsThatWriteTheSameBytesAreFound(string type, int step, bool isBug)
    {
        using Bench bench = new(
            $"mov.u32 %r1, %ctaid.x; mul.wide.u32 %d1, %r1, {step}; add.s64 %d1, %d1, %x; st.global.{type} [%d1], %r1;");
        Check(bench.Findings(8, 1, bench.Upload(new int[8])), isBug, FindingKind.GlobalRace);
    }

    [Test]
    public void SharedMemoryDoesNotSurviveItsGroup()
    {
        using Bench bench = new(
            "mov.u32 %r1, %ctaid.x; setp.ne.u32 %p1, %r1, 0; mul.wide.u32 %d1, %t, 4; mov.u64 %d2, tile; add.s64 %d1, %d1, %d2;"
            + "@!%p1 st.shared.u32 [%d1], %t; ld.shared.u32 %r2, [%d1];",
            new MachineOptions { Threads = 1 },
            ".shared .align 4 .b8 tile[128];");
        IReadOnlyList<Finding> found = bench.Findings(2, 32);
        Check(found, true, FindingKind.UninitializedMemory);
        Assert.That(found[0].Group, Is.EqualTo(1));
    }

    [TestCase("st.global.u32 [%x], %r1;", true)]
    [TestCase("red.global.add.u32 [%x], %r1;", false)]
    [TestCase("mul.wide.u32 %d1, %r1, 4; add.s64 %d1, %d1, %x; st.global.u32 [%d1], %r1;", false)]
    public void GroupsThatWriteTheSamePlaceAreFound(string store, bool isBug)
    {
        using Bench bench = new($"mov.u32 %r1, %ctaid.x; {store}");
        Check(bench.Findings(8, 1, bench.Upload(new int[8])), isBug, FindingKind.GlobalRace);
    }

    [Test]
    public void AGroupThatReadsWhatAnotherWritesIsFound()
    {
        using Bench bench = new(
            """
            mov.u32 %r1, %ctaid.x;
            mul.wide.u32 %d1, %r1, 4;
            add.s64 %d1, %d1, %x;
            ld.global.u32 %r2, [%d1+4];
            st.global.u32 [%d1], %r2;
            """);
        Check(bench.Findings(8, 1, bench.Upload(new int[9])), true, FindingKind.GlobalRace);
    }

    [Test]
    public void ABarrierInDivergentCodeIsFound()
    {
        using Bench bench = new("setp.lt.u32 %p1, %t, 16; @%p1 bra skip; bar.sync 0; skip:");
        Check(bench.Findings(1, 32), true, FindingKind.DivergentBarrier);
    }

    [Test]
    public void WarpsAtDifferentBarriersAreFound()
    {
        using Bench bench = new("setp.lt.u32 %p1, %t, 32; @%p1 bra other; bar.sync 0; bra done; other: bar.sync 1; done:");
        Assert.That(() => bench.Launch(1, 64), Throws.TypeOf<MachineFaultException>().With.Message.Contains("different barriers"));
    }

    [TestCase("setp.lt.u32 %p1, %t, 16; @!%p1 bra skip; shfl.sync.bfly.b32 %r1, %t, 16, 31, 0xFFFF; skip:", true)]
    [TestCase("setp.lt.u32 %p1, %t, 16; @!%p1 bra skip; shfl.sync.bfly.b32 %r1, %t, 8, 31, 0xFFFFFFFF; skip:", true)]
    [TestCase("setp.lt.u32 %p1, %t, 16; @!%p1 bra skip; shfl.sync.bfly.b32 %r1, %t, 8, 31, 0xFFFF; skip:", false)]
    [TestCase("shfl.sync.down.b32 %r1, %t, 16, 31, 0xFFFFFFFF;", false)]
    public void AShuffleFromALaneThatIsElsewhereIsFound(string body, bool isBug)
    {
        using Bench bench = new(body);
        Check(bench.Findings(1, 32), isBug, FindingKind.InactiveLane);
    }

    [Test]
    public void ABranchMarkedUniformThatIsNotIsFound()
    {
        using Bench bench = new("setp.lt.u32 %p1, %t, 16; @%p1 bra.uni skip; mov.u32 %r1, 1; skip:");
        Check(bench.Findings(1, 32), true, FindingKind.DivergentUniformBranch);
    }

    [Test]
    public void WithoutTheSanitizerAnAccessOutsideOfTheMachineIsAFaultAndNoCrash()
    {
        using Bench bench = new("mov.u64 %d1, 64; ld.global.u32 %r1, [%d1];", new MachineOptions { Sanitize = false });
        Assert.That(() => bench.Launch(1, 32), Throws.TypeOf<MachineFaultException>().With.Message.Contains("outside of memory"));
    }

    private static void Check(IReadOnlyList<Finding> found, bool isBug, FindingKind kind)
    {
        if (isBug)
        {
            // A race may also show as a read of what is not written yet.
            FindingKind[] others = kind == FindingKind.SharedRace ? [FindingKind.UninitializedMemory] : [];
            Assert.That(found.Select(finding => finding.Kind).Except(others).Distinct(), Is.EqualTo(new[] { kind }), string.Join('\n', found));
        }
        else
        {
            Assert.That(found, Is.Empty);
        }
    }
}
