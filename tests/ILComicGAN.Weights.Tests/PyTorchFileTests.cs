namespace ILComicGAN.Weights.Tests;

/// <summary>Files written by PyTorch itself.</summary>
public sealed class PyTorchFileTests
{
    private string _folder = "";

    [OneTimeSetUp]
    public void RunOracle() => _folder = PyTorchOracle.Run("make_weight_files.py");

    [TestCase("plain.pth")]
    [TestCase("nested.pth")]
    public void EveryTypeAndViewComesOutExactly(string name)
    {
        WeightFile actual = WeightFile.Read(Path.Combine(_folder, name));
        WeightFile expected = WeightFile.Read(Path.Combine(_folder, "expected.safetensors"));
        Assert.That(actual.Format, Is.EqualTo("pytorch"));
        Assert.That(actual.Tensors.Select(tensor => tensor.Name), Is.EquivalentTo(expected.Tensors.Select(tensor => tensor.Name)));
        foreach (WeightTensor tensor in expected.Tensors)
        {
            Assert.That(actual.Get(tensor.Name).Shape, Is.EqualTo(tensor.Shape), tensor.Name);
            Assert.That(actual.Get(tensor.Name).Values, Is.EqualTo(tensor.Values), tensor.Name);
        }

        Assert.That(actual.Get("half").SourceType, Is.EqualTo(WeightType.Float16));
        Assert.That(actual.Get("bfloat16").SourceType, Is.EqualTo(WeightType.BFloat16));
    }

    [Test]
    public void AModulesStateCanBeRead() => Assert.That(
        WeightFile.Read(Path.Combine(_folder, "module.pth")).Tensors.Select(tensor => tensor.Name),
        Is.EqualTo(new[] { "0.weight", "0.bias" }));

    [TestCase("attack.pth", "system")]
    [TestCase("whole-module.pth", "torch.nn.modules.linear.Linear")]
    public void WhatIsNoStateIsRefusedByNameAndNotRun(string name, string global)
    {
        Assert.That(
            () => WeightFile.Read(Path.Combine(_folder, name)),
            Throws.TypeOf<WeightFormatException>().With.Message.Contains(global).And.Message.Contains(name));
        Assert.That(File.Exists(Path.Combine(_folder, "attacked")), Is.False);
    }

    [Test]
    public void TheOldFormatIsNamed() => Assert.That(
        () => WeightFile.Read(Path.Combine(_folder, "old.pth")),
        Throws.TypeOf<WeightFormatException>().With.Message.Contains("save it again"));

    [Test]
    public void DamagedFilesAreSaidWhateverTheDamage()
    {
        byte[] good = File.ReadAllBytes(Path.Combine(_folder, "plain.pth"));
        Damage.Check(good, "damaged.pth");
    }
}
