using System.Diagnostics;
using System.Text.Json;
using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Networks.Generators;
using ILComicGAN.Networks.Modules;
using ILComicGAN.Stylization;
using ILComicGAN.Weights;

namespace ILComicGAN.Cli.Tests;

/// <summary>weights inspect, convert and diff, and the shelf, as a user runs them.</summary>
public sealed class WeightsCommandTests
{
    private TemporaryFolder _folder = null!;
    private string _generator = "";

    [OneTimeSetUp]
    public void MakeInputs()
    {
        _folder = new TemporaryFolder();
        _generator = _folder.File("generator.safetensors");
        using CpuDevice device = CpuDevice.Create();
        using LwComicGanGenerator generator = new(new ParameterFactory(device, 3));
        GeneratorFile.Save(generator, _generator, new Dictionary<string, string> { ["licence"] = "CC0" }, WeightType.Float16);
    }

    [OneTimeTearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public void InspectSaysWhatItIsAndWhatItFits()
    {
        Result result = RunningProgram.Run("weights", "inspect", _generator);
        Assert.That(result.Code, Is.Zero, result.Error);
        Assert.That(result.Output, Does.Contain("safetensors").And.Contain("licence: CC0").And.Contain("Float16").And.Contain("[64, 3, 7, 7]"));
        Assert.That(result.Output, Does.Contain("Fits LWComicGAN generator").And.Contain("complete"));
        using JsonDocument json = JsonDocument.Parse(RunningProgram.Run("weights", "inspect", _generator, "--json").Output);
        Assert.That(json.RootElement.GetProperty("tensors")[0].GetProperty("statistics").GetProperty("deviation").GetDouble(), Is.GreaterThan(0));
        Assert.That(json.RootElement.GetProperty("fits")[0].GetProperty("isComplete").GetBoolean());
    }

    [Test]
    public void AnExportedModelIsReadBack()
    {
        string model = _folder.File("generator.onnx");
        Assert.That(RunningProgram.Run("weights", "export-onnx", _generator, model).Code, Is.Zero);
        using WeightFile exported = WeightFile.Open(model);
        using WeightFile file = WeightFile.Open(_generator);
        foreach (WeightTensor tensor in file.Tensors)
        {
            Assert.That(exported.Get(tensor.Name).Values, Is.EqualTo(tensor.Values), tensor.Name);
        }
    }

    [Test]
    public void APartialFitIsExplainedTensorByTensor()
    {
        using WeightFile whole = WeightFile.Open(_generator);
        string path = _folder.File("partial.safetensors");
        WeightTensor[] tensors =
        [
            .. whole.Tensors.Skip(1),
            new("a.0.conv.weight", [64, 3, 5, 5], new float[64 * 75]),
            new("\u001b[31mextra", [2], [float.NaN, float.PositiveInfinity]),
        ];
        Safetensors.Write(path, tensors);
        Result result = RunningProgram.Run("weights", "inspect", path);
        Assert.That(result.Code, Is.Zero, result.Error);
        Assert.That(result.Output, Does.Contain("of another shape: a.0.conv.weight (file [64, 3, 5, 5], network [64, 3, 7, 7])"));
        Assert.That(result.Output, Does.Contain("not used: ·[31mextra [2]").And.Contain("2 NaN or infinite values").And.Not.Contain("\u001b[31m"));
    }

    [Test]
    public void FilesOfEveryFormatAreConvertedAndCompared()
    {
        string folder = PyTorchOracle.Run("make_vgg_files.py");
        string renamed = _folder.File("vgg.safetensors");
        Result result = RunningProgram.Run("weights", "convert", Path.Combine(folder, "keras1.h5"), renamed, "--rename");
        Assert.That(result.Code, Is.Zero, result.Error);
        using WeightFile file = WeightFile.Open(renamed);
        Assert.That(file.Metadata["preprocessing"], Is.EqualTo("Caffe"));
        Assert.That(file.Get("features.2.weight").Shape, Is.EqualTo(new[] { 64, 64, 3, 3 }));
        Assert.That(RunningProgram.Run("weights", "diff", renamed, Path.Combine(folder, "lists-4.npy")).Output, Does.Contain("All 16 tensors are equal"));

        Result differ = RunningProgram.Run("weights", "diff", renamed, Path.Combine(folder, "half.pth"));
        Assert.That(differ.Code, Is.EqualTo(1));
        Assert.That(differ.Output, Does.Contain("16 of 16 tensors differ"));
        Assert.That(RunningProgram.Run("weights", "convert", _generator, _folder.File("x.safetensors"), "--rename").Error, Does.Contain("no VGG-19"));
    }

    [Test]
    public void TheShelfIsSearchedAndAMissIsListed()
    {
        string shelf = Directory.CreateDirectory(_folder.File("shelf")).FullName;
        File.Copy(_generator, Path.Combine(shelf, "mine.safetensors"));
        Result found = RunOnShelf(shelf, "weights", "inspect", "mine.safetensors");
        Assert.That(found.Code, Is.Zero, found.Error);
        Result missing = RunOnShelf(shelf, "weights", "inspect", "other.pth");
        Assert.That(missing.Code, Is.EqualTo(1));
        Assert.That(missing.Error, Does.Contain(Path.Combine(shelf, "other.pth")).And.Contain(Path.Combine(Environment.CurrentDirectory, "other.pth")).And.Contain("ILCOMICGAN_WEIGHTS"));
        Result train = RunOnShelf(shelf, "train", "--photos", shelf, "--style", shelf, "--out", _folder.File("run"));
        Assert.That(train.Code, Is.EqualTo(2));
        Assert.That(train.Error, Does.Contain("vgg19-dcbb9e9d.pth").And.Contain(shelf));
    }

    private static Result RunOnShelf(string shelf, params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", [RunningProgram.Path, .. arguments]) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["ILCOMICGAN_WEIGHTS"] = shelf;
        return RunningProgram.Finish(Process.Start(start)!);
    }
}
