using System.Text;
using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Training.Checkpoints;
using ILComicGAN.Training.Runs;
using ILComicGAN.Weights;

namespace ILComicGAN.Training.Tests.Checkpoints;

public sealed class CheckpointStoreTests
{
    private TemporaryFolder _saved = null!;
    private TemporaryFolder _folder = null!;
    private CheckpointStore _store = null!;
    private List<string> _said = null!;

    /// <summary>Four checkpoints of a system that is never trained: what matters here are files.</summary>
    [OneTimeSetUp]
    public void Save()
    {
        _saved = new TemporaryFolder();
        CheckpointStore store = new RunFolder(_saved.File("run")).Checkpoints;
        using CpuDevice device = CpuDevice.Create(1);
        TrainingSettings settings = new() { FeatureLayer = "conv1_1", KeepLast = 3, KeepEvery = 1000 };
        using LwComicGan system = new(device, settings, PerceptualNetwork.Random(device, new("conv1_1")));
        foreach (int step in new[] { 1000, 1100, 1200, 1300, 1400 })
        {
            Checkpoint checkpoint = new() { Step = step, PhotoPosition = step, StylePosition = step, Settings = settings };
            store.Save(checkpoint, system, null);
        }
    }

    /// <summary>Each test has copies to damage.</summary>
    [SetUp]
    public void Copy()
    {
        _folder = new TemporaryFolder();
        _store = new RunFolder(_folder.File("run")).Checkpoints;
        _said = [];
        foreach (string file in Directory.EnumerateFiles(_saved.File("run"), "*", SearchOption.AllDirectories))
        {
            string copy = _folder.File(Path.GetRelativePath(_saved.Path, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    [TearDown]
    public void Delete() => _folder.Dispose();

    [OneTimeTearDown]
    public void DeleteSaved() => _saved.Dispose();

    [Test]
    public void KeepsWhatTheSettingsSay()
    {
        Assert.That(_store.Files.Select(Path.GetFileName), Is.EqualTo(new[]
        {
            "step-001400.safetensors", "step-001300.safetensors", "step-001200.safetensors", "step-001000.safetensors",
        }));
        Assert.That(_store.NewestGood(_said.Add)!.Value.Checkpoint.Step, Is.EqualTo(1400));
        Assert.That(_said, Is.Empty);
    }

    [TestCase("a bit of a tensor", "not those of its hash")]
    [TestCase("a digit of the position", "not those of its hash")]
    [TestCase("the end", "not a usable safetensors file")]
    [TestCase("the header", "damaged")]
    [TestCase("all", "")]
    public void ADamagedOneIsNamedAndPutAsideAndTheOneBeforeTaken(string what, string says)
    {
        string newest = _store.Files[0];
        Damage(newest, what);
        Damage(_store.Files[1], "a bit of a tensor");
        Assert.That(_store.NewestGood(_said.Add)!.Value.Checkpoint.Step, Is.EqualTo(1200));
        Assert.That(_said, Has.Count.EqualTo(1));
        Assert.That(_said[0], Does.Contain(newest).And.Contain("step-001300").And.Contain("step 1200").And.Contain(says));
        Assert.That(File.Exists(newest + ".damaged"), "nothing is thrown away");
        Assert.That(_store.NewestGood(_said.Add)!.Value.Checkpoint.Step, Is.EqualTo(1200));
        Assert.That(_said, Has.Count.EqualTo(1), "said once");
    }

    [Test]
    public void WhereAllAreDamagedTheRunDoesNotBeginAnewUnasked()
    {
        foreach (string file in _store.Files)
        {
            Damage(file, "a bit of a tensor");
        }

        Assert.That(() => _store.NewestGood(_said.Add), Throws.TypeOf<WeightFormatException>()
            .With.Message.Contains("step-001400").And.Message.Contains("step-001000").And.Message.Contains("another folder"));
    }

    private static void Damage(string file, string what)
    {
        byte[] bytes = File.ReadAllBytes(file);
        switch (what)
        {
            case "a bit of a tensor":
                bytes[bytes.Length / 3] ^= 4;
                break;
            case "a digit of the position":
                int position = bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes("\"photoPosition\":\"1"));
                bytes[position + 17] ^= 1;
                break;
            case "the end":
                bytes = bytes[..^100];
                break;
            case "the header":
                bytes[20] = (byte)'{';
                break;
            default:
                bytes = [];
                break;
        }

        File.WriteAllBytes(file, bytes);
    }
}
