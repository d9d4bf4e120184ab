using ILComicGAN.Imaging;

namespace ILComicGAN.FakeCuda.Tests;

/// <summary>The program as a user with NVIDIA's cards runs it.</summary>
public sealed class CudaProgramTests
{
    private static readonly string[] s_product = ["kernels", "run", "matmul/tiled.64x64.8x4", "--shape", "33x34x35", "--repeats", "1"];

    private TemporaryFolder _folder = null!;
    private string _photo = "";
    private string _weights = "";

    [OneTimeSetUp]
    public void MakeInputs()
    {
        _folder = new TemporaryFolder();
        _photo = _folder.File("photo.png");
        File.WriteAllBytes(_photo, PictureFile.Encode(TestPictures.Create(24, 32, 4), ".png"));
        _weights = RandomWeights.Save(_folder);
    }

    [OneTimeTearDown]
    public void Delete() => _folder.Dispose();

    /// <summary>Nothing runs until somebody waits, and the picture is the processor's; with a profile, which asks for time stamps.</summary>
    [Test]
    public void AStylizedPictureIsTheProcessors()
    {
        string trace = _folder.File("trace.json");
        Picture cpu = Stylize("", "cpu.png", "--device", "cpu", "--precise");
        Picture cuda = Stylize("mode=lazy", "cuda.png", "--device", "cuda:0", "--no-tune", "--profile", trace);
        Assert.That(cuda.Rgb.ToArray().Zip(cpu.Rgb.ToArray(), (a, b) => Math.Abs(a - b)).Max(), Is.LessThanOrEqualTo(1));
        Assert.That(File.ReadAllText(trace).Contains("ChooseBody", StringComparison.Ordinal), "kernels are in the profile");
    }

    [TestCase("f16", "7.5")]
    [TestCase("tf32", "8.6")]
    public void ATensorCoreKernelIsRight(string precision, string capability) => Cuda.Succeed(
        _folder, $"mode=lazy;capability={capability}", "kernels", "run", $"matmul/tensor.128x128.{precision}", "--shape", "70x52x48", "--repeats", "1", "-d", "cuda:0");

    [TestCase("sync")]
    [TestCase("async")]
    [TestCase("lazy")]
    public void AKernelIsRightInEveryMode(string mode) => Cuda.Succeed(_folder, $"mode={mode}", [.. s_product, "-d", "cuda:0"]);

    [TestCase("capability=6.1/8.6", "compute capability 6.1", TestName = "TheFirstCardIsTooOld")]
    [TestCase("busy=1/0", "busy or unavailable", TestName = "TheFirstCardIsBusy")]
    [TestCase("fail=cuDeviceGetName@1=999", "does not say why", TestName = "TheFirstCardCannotBeAsked")]
    public void OneUnusableCardDoesNotHideTheOther(string settings, string reason)
    {
        Result run = Cuda.Succeed(_folder, $"cards=2;{settings}", s_product);
        Assert.That(run.Output, Does.Contain("on cuda:1"));
        Assert.That(run.Error, Does.Contain("cuda:0").And.Contain(reason));
    }

    [Test]
    public void DevicesListsUnusableCardsWithTheReason()
    {
        string[] lines = Cuda.Succeed(_folder, "cards=3;capability=6.1/8.6/8.9;busy=0/0/1", "devices").Output.Split('\n');
        Assert.That(lines.Single(line => line.StartsWith("cuda:0", StringComparison.Ordinal)), Does.Contain("compute capability 6.1"));
        Assert.That(lines.Single(line => line.StartsWith("cuda:1", StringComparison.Ordinal)), Does.Contain("Test Card 1, sm_86"));
        Assert.That(lines.Single(line => line.StartsWith("cuda:2", StringComparison.Ordinal)), Does.Contain("busy or unavailable"));
    }

    [TestCase("driver=9020", "compute capability 8.6 with a driver for CUDA 9.2")]
    [TestCase("fail=cuInit@1=803", "restart the machine")]
    public void ADriverThatCannotBeUsedSaysWhyAndTheProcessorComputes(string settings, string reason)
    {
        Result run = Cuda.Succeed(_folder, settings, "kernels", "run", "matmul/tiled.64x64.8x4", "--shape", "33x34x35", "--repeats", "1");
        Assert.That(run.Output, Does.Contain("on cpu"));
        Assert.That(run.Error, Does.Contain(reason));
    }

    [Test]
    public void WithoutACardThereIsNothingToSay()
    {
        Result run = Cuda.Succeed(_folder, "fail=cuInit@1=100", s_product);
        Assert.That(run.Output, Does.Contain("on cpu"));
        Assert.That(run.Error, Is.Empty);
    }

    /// <summary>Old drivers read old PTX only, and new cards run that of older ones.</summary>
    [TestCase("driver=11040;capability=8.9")]
    [TestCase("driver=13000;capability=12.0")]
    [TestCase("driver=10020;capability=7.5")]
    public void TheDriversCompilerTakesWhatIsMadeForIt(string settings) => Cuda.Succeed(_folder, settings, [.. s_product, "-d", "cuda:0"]);

    [Test]
    public void WhatTheDriversCompilerWritesIsShown()
    {
        Result run = Cuda.Run(_folder, "fail=cuModuleLoadDataEx@1=222", [.. s_product, "-d", "cuda:0"]);
        Assert.That(run.Code, Is.EqualTo(1));
        Assert.That(run.Error, Does.Contain("ptxas fatal   : planned failure 222").And.Contain("install a newer driver").And.Not.Contain("   at "));
    }

    /// <summary>
    /// A variant that fails is passed over, and remembered choices make no trials. Nothing is computed: compiling all variants
    /// takes long enough.
    /// </summary>
    [TestCase("mode=null;fail=cuModuleLoadDataEx@1=218")]
    [Category(SlowTests.Category)]
    public void TrialsPassOverWhatFails(string settings)
    {
        SlowTests.SkipUnlessWanted("compiling all variants");
        using TemporaryFolder folder = new();
        Result run = Cuda.Run(
            folder, settings, "stylize", _photo, "-o", folder.File("tuned.png"), "--weights", _weights, "--max-side", "8", "--device", "cuda:0");
        Assert.That(run.Code, Is.Zero, run.Error);
        Assert.That(run.Driver.HasFailed);
        Result again = Cuda.Succeed(
            folder, "mode=null", "stylize", _photo, "-o", folder.File("again.png"), "--weights", _weights, "--max-side", "8", "--device", "cuda:0");
        Assert.That(again.Driver["cuLaunchKernel"], Is.LessThan(run.Driver["cuLaunchKernel"] / 2));
    }

    private Picture Stylize(string settings, string output, params string[] more)
    {
        string file = _folder.File(output);
        Cuda.Succeed(_folder, settings, ["stylize", _photo, "-o", file, "--weights", _weights, .. more]);
        return PictureFile.Load(file);
    }
}
