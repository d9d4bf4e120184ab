using ILComicGAN.Engine.Devices.Ilgpu;

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
        Assert.That(new ChoiceFile(_folder, "card A").Find($"op {Shape}"), Is.EqualTo("fast"));
        Assert.That(new ChoiceFile(_folder, "card B").Find($"op {Shape}"), Is.Null);
    }

    [Test]
    public void ARememberedChoiceIsNotMeasuredAgain()
    {
        new ChoiceFile(_folder, "card").Add($"op {Shape}", "slow");
        Assert.That(Choose(new ChoiceFile(_folder, "card")), Is.EqualTo("slow"));
    }

    [TestCase("{")]
    [TestCase("[1, 2]")]
    [TestCase("{\"op 7\": \"of another version\"}")]
    public void AnUnusableFileIsMeasuredAnew(string content)
    {
        new ChoiceFile(_folder, "card").Add("other", "x");
        File.WriteAllText(Directory.GetFiles(_folder).Single(), content);
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

    private string Choose(ChoiceFile? file) => new KernelChooser(_device, file).Choose("op", s_all, 0, Shape).Name;
}
