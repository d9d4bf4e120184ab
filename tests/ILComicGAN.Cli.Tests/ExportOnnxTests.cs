using System.Text;
using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Networks.Generators;
using ILComicGAN.Networks.Modules;
using ILComicGAN.Stylization;
using ILComicGAN.Weights;

namespace ILComicGAN.Cli.Tests;

/// <summary>What <c>weights export-onnx</c> writes and says; that the models compute the same is tested with the networks.</summary>
public sealed class ExportOnnxTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public void TheShippedWeightsWithoutAnInput()
    {
        string model = _folder.File("comic.onnx");
        Result result = RunningProgram.Run("weights", "export-onnx", model);
        Assert.That(result.Code, Is.Zero, result.Error);
        Assert.That(result.Output.Trim(), Is.EqualTo(model));
        Assert.That(new FileInfo(model).Length, Is.GreaterThan(4 * LwComicGanGenerator.PublishedParameterCount));
        Assert.That(Text(model), Does.Contain("trainedSteps").And.Contain("Blend").And.Contain("r.1.expand.conv.weight"));
    }

    [Test]
    public void AnotherNetworkWithItsMetadata()
    {
        string weights = _folder.File("anime.safetensors");
        string model = _folder.File("anime.onnx");
        using (CpuDevice device = CpuDevice.Create(1))
        using (AnimeGanGenerator generator = new(new ParameterFactory(device, 1)))
        {
            GeneratorFile.Save(generator, weights, new Dictionary<string, string> { ["licence"] = "CC-BY-4.0" });
        }

        File.WriteAllText(model, "the former file");
        Result result = RunningProgram.Run("weights", "export-onnx", weights, model);
        Assert.That(result.Code, Is.Zero, result.Error);
        Assert.That(new FileInfo(model).Length, Is.GreaterThan(4 * AnimeGanGenerator.PublishedParameterCount));
        Assert.That(Text(model), Does.Contain("AnimeGAN").And.Contain("CC-BY-4.0").And.Contain("b1.2.pointwise.weight"));
    }

    [TestCase(2, "must end in .onnx", "{folder}/model.pb")]
    [TestCase(2, "missing")]
    [TestCase(2, "one argument too many", "a.safetensors", "b.safetensors", "c.onnx")]
    [TestCase(1, "does not exist", "{folder}/none.pth", "{folder}/model.onnx")]
    [TestCase(1, "do not fit LWComicGAN", "{folder}/other.safetensors", "{folder}/model.onnx")]
    [TestCase(1, "could not be written", "{folder}/none/model.onnx")]
    [TestCase(1, "unknown setting lin", "{folder}/setting.safetensors", "{folder}/model.onnx")]
    public void MistakesGetOneSentence(int code, string says, params string[] arguments)
    {
        Safetensors.Write(_folder.File("other.safetensors"), [new WeightTensor("layer.weight", [2], [1, 2])]);
        Safetensors.Write(
            _folder.File("setting.safetensors"), [new WeightTensor("a", [1], [1])], new Dictionary<string, string> { ["lin"] = "sometimes" });
        string[] before = Files();
        Result result = RunningProgram.Run(
            ["weights", "export-onnx", .. arguments.Select(argument => argument.Replace("{folder}", _folder.Path, StringComparison.Ordinal))]);
        Assert.That(result.Code, Is.EqualTo(code), result.Error);
        Assert.That(result.Error, Does.Contain(says));
        Assert.That(result.Error, Does.Not.Contain("   at ").And.Not.Contain("Exception"));
        Assert.That(Files(), Is.EqualTo(before), "nothing half-written is left");
    }

    private string[] Files() => [.. Directory.EnumerateFileSystemEntries(_folder.Path).Order(StringComparer.Ordinal)];

    private static string Text(string path) => Encoding.Latin1.GetString(File.ReadAllBytes(path));
}
