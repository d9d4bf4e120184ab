namespace ILComicGAN.FakeCuda.Tests;

/// <summary>Each thing that the driver looks for is done once on purpose. The same without the fault has no finding.</summary>
[NonParallelizable]
public sealed unsafe class PlantedFaultTests
{
    private const int InvalidValue = 1, OutOfMemory = 2, InvalidContext = 201, InvalidHandle = 400, NotReady = 600, IllegalAddress = 700, OutOfResources = 701, NotRegistered = 713;

    private static readonly float[] s_host = GC.AllocateArray<float>(64, pinned: true);

    private static nint Host => (nint)System.Runtime.CompilerServices.Unsafe.AsPointer(ref s_host[0]);

    [SetUp]
    public void Clear() => Array.Fill(s_host, 1);

    [TestCase("sync")]
    [TestCase("async")]
    [TestCase("lazy")]
    public void WithoutFaultsThereIsNoFindingAndTheKernelHasRun(string mode)
    {
        Driver driver = new($"mode={mode}");
        nint memory = driver.Make("cuMemAlloc_v2", 256);
        driver.Call("cuMemHostRegister_v2", Host, 256);
        driver.Call("cuMemcpyAsync", memory, Host, 256, driver.Stream);
        Assert.That(driver.Launch(driver.Kernel(), memory, 7), Is.Zero);
        int[] read = GC.AllocateArray<int>(64, pinned: true);
        driver.Call("cuMemcpyAsync", (nint)System.Runtime.CompilerServices.Unsafe.AsPointer(ref read[0]), memory, 256, driver.Stream);
        driver.Call("cuMemHostUnregister", Host);
        driver.Call("cuMemFree_v2", memory);
        Assert.That(read[..32], Is.All.EqualTo(7));
        Assert.That(read[32..], Is.All.EqualTo(BitConverter.SingleToInt32Bits(1)));
        Assert.That(driver.Findings, Is.Zero);
    }

    [Test]
    public void LazilyNothingRunsUntilSomebodyWaits()
    {
        Driver driver = new("mode=lazy");
        nint memory = driver.Make("cuMemAlloc_v2", 256), done = driver.Make("cuEventCreate");
        driver.Call("cuMemHostRegister_v2", Host, 256);
        Assert.That(driver.Launch(driver.Kernel(), memory, 7), Is.Zero);
        driver.Call("cuMemcpyAsync", Host, memory, 256, driver.Stream);
        driver.Call("cuEventRecord", done, driver.Stream);
        Assert.That(driver.Try("cuEventQuery", done), Is.EqualTo(NotReady));
        Assert.That(BitConverter.SingleToInt32Bits(s_host[0]), Is.EqualTo(unchecked((int)0xcdcdcdcd)), "what was there is gone at once");
        driver.Call("cuEventSynchronize", done);
        Assert.That(BitConverter.SingleToInt32Bits(s_host[0]), Is.EqualTo(7));
        driver.Call("cuMemHostUnregister", Host);
        Assert.That(driver.Findings, Is.Zero);
    }

    [Test]
    public void PageLockedMemoryThatIsUsedAgainTooEarly()
    {
        Driver driver = new("mode=lazy");
        nint memory = driver.Make("cuMemAlloc_v2", 256);
        driver.Call("cuMemHostRegister_v2", Host, 256);
        driver.Call("cuMemcpyAsync", memory, Host, 256, driver.Stream);
        s_host[63] = 2;
        driver.Call("cuStreamSynchronize", driver.Stream);
        driver.Call("cuMemHostUnregister", Host);
        Assert.That(driver.Findings, Is.EqualTo(1));
    }

    [Test]
    public void PageLockedMemoryThatIsGivenBackTooEarly()
    {
        Driver driver = new("mode=lazy");
        nint memory = driver.Make("cuMemAlloc_v2", 256);
        driver.Call("cuMemHostRegister_v2", Host, 256);
        driver.Call("cuMemcpyAsync", memory, Host, 256, driver.Stream);
        driver.Call("cuMemHostUnregister", Host);
        Assert.That(driver.Findings, Is.EqualTo(1));
        driver.Call("cuStreamSynchronize", driver.Stream);
    }

    [Test]
    public void PageLockedMemoryThatIsGivenBackTwice()
    {
        Driver driver = new("");
        driver.Call("cuMemHostRegister_v2", Host, 256);
        driver.Call("cuMemHostUnregister", Host);
        Refused(driver, NotRegistered, driver.Try("cuMemHostUnregister", Host));
    }

    [Test]
    public void AThreadWithoutAContext()
    {
        Driver driver = new("");
        nint memory = driver.Make("cuMemAlloc_v2", 256);
        int result = 0;
        Thread thread = new(() => result = driver.Try("cuMemFree_v2", memory));
        thread.Start();
        thread.Join();
        Refused(driver, InvalidContext, result);
    }

    [Test]
    public void ADestroyedContext()
    {
        Driver driver = new("");
        driver.Call("cuCtxDestroy_v2", driver.Context);
        Refused(driver, InvalidContext, driver.Try("cuCtxSetCurrent", driver.Context));
    }

    [Test]
    public void AnotherContextsStream()
    {
        Driver driver = new("cards=2");
        driver.Make("cuCtxCreate_v2", 0, 1);
        Refused(driver, InvalidHandle, driver.Try("cuStreamSynchronize", driver.Stream));
    }

    [Test]
    public void AnotherCardsMemory()
    {
        Driver driver = new("cards=2");
        nint memory = driver.Make("cuMemAlloc_v2", 256);
        driver.Make("cuCtxCreate_v2", 0, 1);
        Refused(driver, InvalidValue, driver.Try("cuMemcpyAsync", memory, Host, 256));
    }

    [TestCase("cuEventDestroy_v2", "cuEventCreate")]
    [TestCase("cuStreamDestroy_v2", "cuStreamCreate")]
    public void WhatIsDestroyedTwice(string destroy, string create)
    {
        Driver driver = new("");
        nint made = driver.Make(create);
        driver.Call(destroy, made);
        Refused(driver, InvalidHandle, driver.Try(destroy, made));
    }

    [Test]
    public void MemoryThatIsFreedTwice()
    {
        Driver driver = new("");
        nint memory = driver.Make("cuMemAlloc_v2", 256);
        driver.Call("cuMemFree_v2", memory);
        Refused(driver, InvalidValue, driver.Try("cuMemFree_v2", memory));
    }

    [Test]
    public void ACopyBeyondItsMemory()
    {
        Driver driver = new("");
        nint memory = driver.Make("cuMemAlloc_v2", 128);
        Refused(driver, InvalidValue, driver.Try("cuMemcpyAsync", memory, Host, 132, driver.Stream));
    }

    [TestCase(65, 1, TestName = "MoreThreadsThanTheKernelIsCompiledFor")]
    [TestCase(0, 1, TestName = "NoThreads")]
    [TestCase(32, 65_536, TestName = "MoreGroupsThanACardTakes")]
    public void ALaunchBeyondTheLimits(int threads, int groups)
    {
        Driver driver = new("");
        Refused(driver, InvalidValue, driver.Launch(driver.Kernel(), driver.Make("cuMemAlloc_v2", 256), 7, threads, groups));
    }

    [TestCase(8)]
    [TestCase(32)]
    public void ArgumentsOfTheWrongSize(int bytes)
    {
        Driver driver = new("");
        Refused(driver, OutOfResources, driver.Launch(driver.Kernel(), driver.Make("cuMemAlloc_v2", 256), 7, argumentBytes: bytes));
    }

    /// <summary>As with a card, it is found at the next wait, and the context is of no more use.</summary>
    [Test]
    public void AKernelThatWritesBeyondItsMemory()
    {
        Driver driver = new("mode=lazy;sanitize=1");
        nint memory = driver.Make("cuMemAlloc_v2", 64);
        Assert.That(driver.Launch(driver.Kernel(), memory, 7), Is.Zero);
        Assert.That(driver.Try("cuStreamSynchronize", driver.Stream), Is.EqualTo(IllegalAddress));
        Assert.That(driver.Try("cuMemFree_v2", memory), Is.EqualTo(IllegalAddress));
        Assert.That(driver.Findings, Is.EqualTo(1));
    }

    [Test]
    public void MoreMemoryThanTheCardHasIsNoFinding()
    {
        Driver driver = new("memory=1");
        nint made;
        Assert.That(driver.Try("cuMemAlloc_v2", (nint)(&made), (1 << 20) + 1), Is.EqualTo(OutOfMemory));
        Assert.That(driver.Findings, Is.Zero);
    }

    [Test]
    public void ACallFailsWhereItIsPlanned()
    {
        Driver driver = new("fail=cuMemAlloc_v2@2=999");
        nint made;
        Assert.That(driver.Try("cuMemAlloc_v2", (nint)(&made), 64), Is.Zero);
        Assert.That(driver.Try("cuMemAlloc_v2", (nint)(&made), 64), Is.EqualTo(999));
        Assert.That(driver.Try("cuMemAlloc_v2", (nint)(&made), 64), Is.Zero);
    }

    private static void Refused(Driver driver, int code, int result)
    {
        Assert.That(result, Is.EqualTo(code));
        Assert.That(driver.Findings, Is.EqualTo(1));
    }
}
