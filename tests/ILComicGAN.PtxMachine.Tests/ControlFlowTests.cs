using ILComicGAN.PtxMachine.Execution;
using ILComicGAN.PtxMachine.Memory;

namespace ILComicGAN.PtxMachine.Tests;

/// <summary>Lanes that part and meet again.</summary>
[TestFixture]
internal sealed class ControlFlowTests
{
    private const string StoreR1 = "mul.wide.u32 %d1, %t, 4; add.s64 %d1, %x, %d1; st.global.u32 [%d1], %r1;";

    [Test]
    public void EachLaneRunsItsOwnNumberOfRounds()
    {
        using Bench bench = new($"""
            mov.u32 %r1, 0;
            mov.u32 %r2, %t;
            loop:
            setp.eq.u32 %p1, %r2, 0;
            @%p1 bra done;
            add.u32 %r1, %r1, %r2;
            sub.u32 %r2, %r2, 1;
            bra loop;
            done:
            {StoreR1}
            """);
        Assert.That(Run(bench, 45), Is.EqualTo(Enumerable.Range(0, 45).Select(i => i * (i + 1) / 2)));
    }

    [Test]
    public void NestedBranchesAndLoopsMeet()
    {
        // r1 = Σ over j < t mod 5 of (j odd ? 3 : (t > 16 ? 7 : 1)), + ballot of all lanes at the end: they have met.
        using Bench bench = new($"""
            mov.u32 %r1, 0;
            mov.u32 %r2, 0;
            rem.u32 %r3, %t, 5;
            loop:
            setp.ge.u32 %p1, %r2, %r3;
            @%p1 bra done;
            and.b32 %r4, %r2, 1;
            setp.eq.u32 %p2, %r4, 0;
            @%p2 bra even;
            add.u32 %r1, %r1, 3;
            bra next;
            even:
            setp.gt.u32 %p3, %t, 16;
            @%p3 bra large;
            add.u32 %r1, %r1, 1;
            bra next;
            large:
            add.u32 %r1, %r1, 7;
            next:
            add.u32 %r2, %r2, 1;
            bra loop;
            done:
            activemask.b32 %r5;
            popc.b32 %r5, %r5;
            mad.lo.u32 %r1, %r5, 1000, %r1;
            {StoreR1}
            """);
        Assert.That(Run(bench, 32), Is.EqualTo(Enumerable.Range(0, 32).Select(t =>
            32_000 + Enumerable.Range(0, t % 5).Sum(j => j % 2 == 1 ? 3 : t > 16 ? 7 : 1))));
    }

    [Test]
    public void LanesThatLeaveEarlyDoNotHoldUpTheOthersAtABarrier()
    {
        using Bench bench = new($"""
            setp.lt.u32 %p1, %t, 40;
            @!%p1 ret;
            bar.sync 0;
            mov.u32 %r1, %t;
            {StoreR1}
            """);
        Allocation x = bench.Upload(Enumerable.Repeat(-1, 64).ToArray());
        bench.Launch(1, 64, x);
        Assert.That(bench.Download<int>(x, 64), Is.EqualTo(Enumerable.Range(0, 64).Select(i => i < 40 ? i : -1)));
    }

    [Test]
    public void ATableOfBranchesSendsEachLaneItsWay()
    {
        using Bench bench = new($"""
            rem.u32 %r2, %t, 3;
            table: .branchtargets zero, one, two;
            brx.idx %r2, table;
            zero: mov.u32 %r1, 10; bra done;
            one: mov.u32 %r1, 20; bra done;
            two: mov.u32 %r1, 30;
            done:
            {StoreR1}
            """);
        Assert.That(Run(bench, 32), Is.EqualTo(Enumerable.Range(0, 32).Select(i => 10 * ((i % 3) + 1))));
    }

    [Test]
    public void PredicatedInstructionsLeaveOtherLanesAlone()
    {
        using Bench bench = new($"""
            mov.u32 %r1, 5;
            setp.lt.u32 %p1, %t, 10;
            @%p1 mov.u32 %r1, 6;
            @!%p1 add.u32 %r1, %r1, %t;
            @%p1 div.u32 %r1, %r1, 2;
            {StoreR1}
            """);
        Assert.That(Run(bench, 32), Is.EqualTo(Enumerable.Range(0, 32).Select(i => i < 10 ? 3 : 5 + i)));
    }

    [Test]
    public void BarriersReduceOverAllWarps()
    {
        using Bench bench = new($"""
            setp.lt.u32 %p1, %t, 70;
            bar.red.popc.u32 %r1, 0, %p1;
            bar.red.and.pred %p2, 0, %p1;
            bar.red.or.pred %p3, 0, %p1;
            selp.b32 %r2, 1000, 0, %p2;
            selp.b32 %r3, 2000, 0, %p3;
            add.u32 %r1, %r1, %r2;
            add.u32 %r1, %r1, %r3;
            {StoreR1}
            """);
        Assert.That(Run(bench, 96), Is.All.EqualTo(2070));
    }

    [Test]
    public void AtomicsOfAllGroupsAddUp()
    {
        using Bench bench = new("atom.global.add.u32 %r1, [%x], 1; atom.global.max.u32 %r2, [%x+4], %t; red.global.add.f32 [%x+8], 0f3F000000;");
        Allocation x = bench.Upload(new int[3]);
        bench.Launch(50, 64, x);
        Assert.Multiple(() =>
        {
            Assert.That(bench.Download<int>(x, 2), Is.EqualTo(new[] { 3200, 63 }));
            Assert.That(bench.Download<float>(x, 3)[2], Is.EqualTo(1600));
        });
    }

    private static int[] Run(Bench bench, int threads)
    {
        Allocation x = bench.Reserve(4 * threads);
        bench.Launch(1, threads, x);
        return bench.Download<int>(x, threads);
    }
}
