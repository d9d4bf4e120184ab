using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Gpu;
using ILComicGAN.Engine.Gpu.Choice;
using ILComicGAN.Engine.Memory;
using ILComicGAN.PtxMachine.Execution;
using ILComicGAN.PtxMachine.Ilgpu;
using ILGPU;

namespace ILComicGAN.Engine.Tests.Devices;

/// <summary>Measured choices beat estimates, are remembered per device, and cannot be spoiled by a bad file.</summary>
public sealed class KernelChooserTests
{
    private const int Shape = 7;

    private static readonly KernelVariant<int, int> s_slow = new("slow", (_, _) => true, (_, _) => 1, (_, _, _) => Thread.Sleep(15));
    private static readonly KernelVariant<int, int> s_fast = new("fast", (_, _) => true, (_, _) => 2, (_, _, _) => { });
    private static readonly KernelVariant<int, int> s_hopeless = new("hopeless", (_, _) => true, (_, _) => 1000, (_, _, _) => Assert.Fail("estimated far off, so not tried"));
    private static readonly KernelVariant<int, int> s_unfit = new("unfit", (_, _) => false, (_, _) => 0, (_, _, _) => Assert.Fail("does not fit"));
    private static readonly KernelVariant<int, int>[] s_all = [s_unfit, s_slow, s_fast, s_hopeless];

    private string _folder = "";
    private IlgpuDevice _device = null!;

    [SetUp]
    public void Open()
    {
        _folder = Directory.CreateTempSubdirectory("chooser").FullName;
        _device = Simulator.Open();
    }

    [TearDown]
    public void Close()
    {
        _device.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public void WithoutMeasuringTheEstimateDecides() =>
        Assert.That(Choose(null), Is.EqualTo("slow"));

    [Test]
    public void MeasuredChoicesAreRememberedPerDevice()
    {
        Assert.That(Choose(new ChoiceFile(_folder, "card A")), Is.EqualTo("fast"));
        Assert.That(Directory.GetFiles(_folder), Has.Length.EqualTo(1));
        Assert.That(new ChoiceFile(_folder, "card A").Find(Key), Is.EqualTo("fast"));
        Assert.That(new ChoiceFile(_folder, "card B").Find(Key), Is.Null);
    }

    [Test]
    public void ARememberedChoiceIsNotMeasuredAgain()
    {
        new ChoiceFile(_folder, "card").Add(Key, "slow");
        Assert.That(Choose(new ChoiceFile(_folder, "card")), Is.EqualTo("slow"));
    }

    /// <summary>One has no room, one is refused: the others are as they would be without them, and neither is tried again.</summary>
    [Test]
    public void WhatFailsIsPassedOverAndNotTriedAgain()
    {
        int tries = 0;
        KernelVariant<int, int> greedy = new("greedy", (_, _) => true, (_, _) => 1, (_, _, _) => throw new DeviceOutOfMemoryException("none left"));
        KernelVariant<int, int> refused = new("refused", (_, _) => true, (_, _) => 1, (_, _, _) =>
        {
            tries++;
            throw new DeviceFailedException("refused");
        });
        KernelChooser chooser = new(_device, new ChoiceFile(_folder, "card"));
        Assert.That(chooser.Choose("test", [greedy, refused, s_fast], 0, Shape).Name, Is.EqualTo("fast"));
        Assert.That(chooser.Choose("test", [greedy, refused, s_fast], 0, Shape + 1).Name, Is.EqualTo("fast"));
        Assert.That(tries, Is.EqualTo(1));
    }

    [Test]
    public void WhereAllFailTheLastSaysWhy()
    {
        KernelVariant<int, int> refused = new("refused", (_, _) => true, (_, _) => 1, (_, _, _) => throw new DeviceFailedException("refused"));
        KernelChooser chooser = new(_device, new ChoiceFile(_folder, "card"));
        Assert.That(() => chooser.Choose("test", [refused], 0, Shape), Throws.TypeOf<DeviceFailedException>().With.Message.EqualTo("refused"));
        Assert.That(() => chooser.Choose("test", [refused], 0, Shape + 1), Throws.TypeOf<DeviceFailedException>().With.Message.EqualTo("refused"), "it is tried where nothing else is left");
    }

    /// <summary>A broken device ends the run: nothing that is tried on it can be right.</summary>
    [Test]
    public void ABrokenDeviceIsNotPassedOver()
    {
        KernelVariant<int, int> breaking = new("breaking", (_, _) => true, (_, _) => 1, (_, _, _) => throw new DeviceFailedException("broken") { IsLasting = true });
        KernelChooser chooser = new(_device, new ChoiceFile(_folder, "card"));
        Assert.That(() => chooser.Choose("test", [breaking, s_fast], 0, Shape), Throws.TypeOf<DeviceFailedException>().With.Message.EqualTo("broken"));
    }

    /// <summary>What a trial takes and does not give back is its result; the rest goes back to the device and counts for no peak.</summary>
    [Test]
    public void ATrialsMemoryIsGivenBack()
    {
        MemoryStatistics before = _device.Allocator.Statistics;
        KernelVariant<int, int> greedy = new("greedy", (_, _) => true, (_, _) => 1, (device, _, _) =>
        {
            using IlgpuDevice.Temporary large = device.Rent(1 << 20);
            Assert.That(large.View.Length, Is.GreaterThan(0));
        });
        new KernelChooser(_device, new ChoiceFile(_folder, "card")).Choose("test", [greedy], 0, Shape);
        MemoryStatistics after = _device.Allocator.Statistics;
        Assert.That((after.Peak, after.Reserved), Is.EqualTo((before.Peak, before.Reserved)));
    }

    /// <summary>
    /// A trial is in the middle of an operation. A convolution that waits to be fused with its reader has to wait on, even
    /// where the trial waits for the device.
    /// </summary>
    [Test]
    public void ATrialDoesNotBeginWhatWaits()
    {
        Context context = Context.Create(static builder => IlgpuContext.Configure(builder));
        PtxDevice card = new("sm_86", new MachineOptions { Sanitize = false });
        using IlgpuDevice device = new("card", context, card.CreateAccelerator(context), "", new ChoiceFile(_folder, "card"), card.Architecture);
        using CpuDevice cpu = CpuDevice.Create();
        Assert.That(TwoConvolutions(device), Is.EqualTo(TwoConvolutions(cpu)).Within(1e-5));

        static float[] TwoConvolutions(Device device)
        {
            using TensorScope scope = new();
            using Pause pause = GradientRecording.Pause();
            Tensor x = Tensor.FromHost(device, new Engine.Shape(1, 2, 40, 64), [.. Enumerable.Range(0, 2 * 40 * 64).Select(i => MathF.Sin(i))]);
            Tensor w = Tensor.FromHost(device, new Engine.Shape(2, 2, 3, 3), [.. Enumerable.Range(0, 36).Select(i => MathF.Cos(i))]);
            Tensor first = Functional.Conv2d(Functional.ReflectPad(x, 1, 1, 1, 1), w);
            return Functional.Conv2d(Functional.ReflectPad(Functional.LeakyRelu(first, 0.2), 1, 1, 1, 1), w).ToArray();
        }
    }

    [TestCase("{")]
    [TestCase("[1, 2]")]
    [TestCase("{\"KEY\": \"of another version\"}")]
    public void AnUnusableFileIsMeasuredAnew(string content)
    {
        new ChoiceFile(_folder, "card").Add("other", "x");
        File.WriteAllText(Directory.GetFiles(_folder).Single(), content.Replace("KEY", Key, StringComparison.Ordinal));
        Assert.That(Choose(new ChoiceFile(_folder, "card")), Is.EqualTo("fast"));
    }

    [Test]
    public void AForcedVariantIsTakenWhereItFits()
    {
        KernelChooser chooser = new(_device, null) { Forced = "hopeless" };
        Assert.That(chooser.Choose("op", s_all, 0, Shape).Name, Is.EqualTo("hopeless"));
        chooser.Forced = "unfit";
        Assert.That(chooser.Choose("op", s_all, 0, Shape).Name, Is.EqualTo("slow"));
    }

    /// <summary>A choice among other variants, or for other reasons, says nothing.</summary>
    [Test]
    public void AChoiceIsForgottenWhereAVariantChanges()
    {
        new ChoiceFile(_folder, "card").Add(Key, "slow");
        KernelVariant<int, int>[] changed = [s_unfit, s_slow with { Cost = (_, _) => 1.5 }, s_fast];
        Assert.That(new KernelChooser(_device, new ChoiceFile(_folder, "card")).Choose("op", changed, 0, Shape).Name, Is.EqualTo("fast"));
    }

    [Test]
    public void APlausibleVariantIsMeasuredWhateverItsEstimate()
    {
        int runs = 0;
        KernelVariant<int, int> underestimated = new("underestimated", (_, _) => true, (_, _) => 1000, (_, _, _) => runs++, shape => shape == Shape);
        string chosen = new KernelChooser(_device, new ChoiceFile(_folder, "card")).Choose("op", [s_slow, underestimated], 0, Shape).Name;
        Assert.That((chosen, runs), Is.EqualTo(("underestimated", 4)));
    }

    private string Key => new KernelChooser(_device, null).Key("op", [s_slow, s_fast, s_hopeless], Shape);

    private string Choose(ChoiceFile? file) => new KernelChooser(_device, file).Choose("op", s_all, 0, Shape).Name;
}
