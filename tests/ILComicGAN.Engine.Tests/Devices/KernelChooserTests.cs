using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Gpu;
using ILComicGAN.Engine.Gpu.Choice;

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
