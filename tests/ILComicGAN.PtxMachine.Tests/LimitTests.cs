using System.Diagnostics;
using ILComicGAN.PtxMachine.Execution;
using ILComicGAN.PtxMachine.Memory;
using ILComicGAN.PtxMachine.Sanitizing;

namespace ILComicGAN.PtxMachine.Tests;

/// <summary>Kernels that never end are ended: by a limit, by a finding, or by whoever waits for them.</summary>
[TestFixture]
[CancelAfter(60_000)]
internal sealed class LimitTests
{
    private const string Endless = "loop: add.s32 %r1, %t, 1; bra loop;";

    /// <summary>Waits until x is not 0.</summary>
    private const string Wait = "loop: ld.volatile.global.u32 %r1, [%x]; setp.eq.u32 %p1, %r1, 0; @%p1 bra loop;";

    [TestCase(true)]
    [TestCase(false)]
    public void AnEndlessLoopIsAFault(bool sanitize)
    {
        using Bench bench = new(Endless, new MachineOptions { Sanitize = sanitize, MaxInstructions = 1_000_000 });
        Assert.That(() => bench.Launch(4, 64), Throws.TypeOf<MachineFaultException>().With.Message.Contains("instructions").And.Message.Contains("PTX line"));
    }

    [Test]
    public void TheDefaultEndsItToo()
    {
        using Bench bench = new(Endless, new MachineOptions { Sanitize = false });
        Assert.That(() => bench.Launch(1, 32), Throws.TypeOf<MachineFaultException>());
    }

    /// <summary>As an allocator's bug makes it: the finding is what is reported, and soon.</summary>
    [Test]
    public void ALoopOnAFreedBufferIsReported()
    {
        using Bench bench = new(Wait);
        Allocation flag = bench.Upload(0u);
        bench.Machine.Memory.Release(flag);
        long start = Stopwatch.GetTimestamp();
        IReadOnlyList<Finding> found = bench.Findings(2, 64, flag);
        Assert.That(found, Is.Not.Empty);
        Assert.That(found[0].Kind, Is.EqualTo(FindingKind.OutOfBounds));
        Assert.That(Stopwatch.GetElapsedTime(start).TotalSeconds, Is.LessThan(20), "two seconds where nothing else runs");
    }

    /// <summary>A warp that waits at a barrier while the other one loops is no deadlock that goes unnoticed.</summary>
    [Test]
    public void ALoopBesideABarrierIsAFault()
    {
        using Bench bench = new(
            "setp.lt.u32 %p2, %t, 32; @%p2 bra loop; bar.sync 0; bra done; loop: add.s32 %r1, %t, 1; bra loop; done:",
            new MachineOptions { MaxInstructions = 1_000_000 });
        Assert.That(() => bench.Launch(1, 64), Throws.TypeOf<MachineFaultException>());
    }

    [Test]
    public void ALaunchMayBeLimitedInTime()
    {
        using Bench bench = new(Endless, new MachineOptions { MaxInstructions = long.MaxValue, MaxTime = TimeSpan.FromSeconds(0.5) });
        Assert.That(() => bench.Launch(1, 32), Throws.TypeOf<MachineFaultException>().With.Message.Contains("0.5 s"));
    }

    [TestCase(1)]
    [TestCase(0)]
    public void ALaunchIsStopped(int threads)
    {
        using Bench bench = new(Endless, new MachineOptions { MaxInstructions = long.MaxValue, Threads = threads });
        using CancellationTokenSource stop = new(TimeSpan.FromMilliseconds(300));
        long start = Stopwatch.GetTimestamp();
        Assert.That(() => bench.Launch(8, 128, cancellation: stop.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(Stopwatch.GetElapsedTime(start).TotalSeconds, Is.LessThan(10));
        Assert.That(() => bench.Launch(8, 128, cancellation: stop.Token), Throws.InstanceOf<OperationCanceledException>(), "before it begins, too");
    }

    [Test]
    public void AnotherThreadStopsOrDisposes()
    {
        using Bench bench = new(Endless, new MachineOptions { MaxInstructions = long.MaxValue });
        Task launch = Task.Run(() => bench.Launch(1, 32));
        Thread.Sleep(300);
        bench.Machine.Stop();
        Assert.That(async () => await launch, Throws.InstanceOf<OperationCanceledException>());
        launch = Task.Run(() => bench.Launch(1, 32));
        Thread.Sleep(300);
        bench.Machine.Dispose();
        Assert.That(async () => await launch, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(() => bench.Launch(1, 32), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void WarpsMayStillWaitForEachOther()
    {
        // The second warp writes what the first one waits for.
        using Bench bench = new(
            "setp.ge.u32 %p2, %t, 32; @%p2 bra write; loop: ld.volatile.global.u32 %r1, [%x]; setp.eq.u32 %p1, %r1, 0; @%p1 bra loop; bra done; "
            + "write: setp.eq.u32 %p3, %t, 32; @!%p3 bra done; st.volatile.global.u32 [%x], 1; done:",
            new MachineOptions { Sanitize = false });
        Assert.That(() => bench.Launch(1, 64, bench.Upload(0u)), Throws.Nothing);
    }
}
