using ILComicGAN.Engine;
using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Engine.Devices.Cpu.Convolution;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Networks.Perceptual;
using ILComicGAN.Weights;

namespace ILComicGAN.Networks.Tests;

/// <summary>
/// VGG-19 files as PyTorch, NumPy and h5py write them give PyTorch's features, with the preprocessing of their source.
/// </summary>
/// <remarks>
/// 10⁻⁵ relative, the bound of float32 products over some thousand terms. On the precise device: Winograd's transforms
/// are another test's business.
/// </remarks>
public sealed class VggFileTests
{
    private const double Tolerance = 1e-5;

    private readonly CpuDevice _device = CpuDevice.Create(precise: true);
    private string _folder = "";
    private WeightFile _expected = null!;

    [OneTimeSetUp]
    public void RunOracle()
    {
        _folder = PyTorchOracle.Run("make_vgg_files.py");
        _expected = PyTorchOracle.Arrays(_folder, "expected.safetensors");
    }

    [OneTimeTearDown]
    public void Close()
    {
        _device.Dispose();
        _expected?.Dispose();
    }

    [TestCase("zip.pth", "PyTorch", "torchvision")]
    [TestCase("stacked.pth", "PyTorch before 1.6", "torchvision")]
    [TestCase("parallel.pth", "PyTorch", "torchvision")]
    [TestCase("double.pth", "PyTorch", "torchvision")]
    [TestCase("channels-last.pth", "PyTorch", "torchvision")]
    [TestCase("half.pth", "PyTorch", "torchvision", "half")]
    [TestCase("bfloat16.pth", "PyTorch", "torchvision", "bfloat16")]
    [TestCase("plain.safetensors", "safetensors", "torchvision")]
    [TestCase("torchvision.npz", "npz", "torchvision")]
    [TestCase("torch.onnx", "ONNX", "torchvision")]
    [TestCase("lists-2.npy", "NumPy", "vgg19.npy")]
    [TestCase("lists-3.npy", "NumPy", "vgg19.npy")]
    [TestCase("lists-4.npy", "NumPy", "vgg19.npy")]
    [TestCase("lists-5.npy", "NumPy", "vgg19.npy")]
    [TestCase("fortran.npy", "NumPy", "vgg19.npy")]
    [TestCase("named.npy", "NumPy", "vgg19.npy with names")]
    [TestCase("keras.npz", "npz", "Keras variables")]
    [TestCase("caffe.pth", "PyTorch", "Caffe, by PyTorch's axes")]
    [TestCase("keras1.h5", "HDF5", "Keras 1")]
    [TestCase("keras2.h5", "HDF5", "Keras 2")]
    [TestCase("keras-model.h5", "HDF5", "Keras 2")]
    [TestCase("keras-gzip.h5", "HDF5", "Keras 2")]
    public void FeaturesArePyTorchs(string name, string format, string source, string? expected = null)
    {
        using WeightFile file = WeightFile.Open(Path.Combine(_folder, name));
        Assert.That(file.Format, Is.EqualTo(format));
        Check(file, source, expected ?? (source == "torchvision" ? "torchvision" : "caffe"));
    }

    [Test]
    public void AConvertedFileKeepsItsPreprocessing()
    {
        using TemporaryFolder folder = new();
        using WeightFile keras = WeightFile.Open(Path.Combine(_folder, "keras1.h5"));
        (VggNames names, string prefix) = VggNames.Recognize(keras)!.Value;
        IEnumerable<WeightTensor> tensors = new[] { 0, 2, 5, 7, 10, 12, 14, 16 }
            .SelectMany(number => new[] { $"features.{number}.weight", $"features.{number}.bias" })
            .Select(ours => (Ours: ours, Place: names.NameOf(ours, prefix)))
            .Select(entry => keras.Get(entry.Place.Name).As(entry.Ours, entry.Place.Axes));
        string path = folder.File("converted.safetensors");
        Safetensors.Write(path, tensors, new Dictionary<string, string> { [VggNames.PreprocessingKey] = "Caffe" });
        using WeightFile file = WeightFile.Open(path);
        Check(file, "torchvision", "caffe");
        Safetensors.Write(path, tensors, new Dictionary<string, string> { [VggNames.PreprocessingKey] = "Blue" });
        using WeightFile unknown = WeightFile.Open(path);
        Assert.That(() => VggFile.Load(unknown, _device, new VggLayer("conv3_4")), Throws.TypeOf<WeightFormatException>().With.Message.Contains("Blue"));
    }

    [Test]
    public void APartialFitIsExplainedByTheFilesOwnNames()
    {
        using WeightFile file = WeightFile.Open(Path.Combine(_folder, "keras1.h5"));
        Assert.That(
            () => VggFile.Load(file, _device, VggLayer.Default),
            Throws.TypeOf<WeightFormatException>().With.Message.Contains("8 missing (block4_conv1/block4_conv1_W_1:0 [3, 3, 256, 512], "));
    }

    [Test]
    public void WhatIsNoVggIsSaidWithTheNamesThatWouldBe()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("other.safetensors");
        Safetensors.Write(path, [new WeightTensor("a", [1], [1])]);
        using WeightFile file = WeightFile.Open(path);
        Assert.That(
            () => VggFile.Load(file, _device, VggLayer.Default),
            Throws.TypeOf<WeightFormatException>().With.Message.Contains("torchvision does (features.0.weight)").And.Message.Contains("block1_conv1_W_1:0"));
    }

    [Test]
    public void ValuesThatAreNoNumbersAreWarnedOf()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("nan.safetensors");
        Safetensors.Write(path, [
            new WeightTensor("features.0.weight", [64, 3, 3, 3], [.. Enumerable.Repeat(0.1f, 1727), float.NaN]),
            new WeightTensor("features.0.bias", [64], new float[64])]);
        using WeightFile file = WeightFile.Open(path);
        List<string> said = [];
        using Vgg19 vgg = VggFile.Load(file, _device, new VggLayer("conv1_1"), said.Add);
        Assert.That(said[0], Does.Contain("NaN or infinite values in 1 tensor (features.0.weight)"));
    }

    [TestCase(0, "features.34.weight")]
    [TestCase(1, "block5_conv4/block5_conv4_W_1:0")]
    [TestCase(2, "block5_conv4/block5_conv4/kernel:0")]
    [TestCase(3, "conv5_4.0")]
    [TestCase(7, "vgg0_conv15_weight")]
    public void TheTableReachesTheLastLayer(int source, string name) =>
        Assert.That(VggNames.Known[source].NameOf("features.34.weight").Name, Is.EqualTo(name));

    private void Check(WeightFile file, string source, string expected)
    {
        List<string> said = [];
        using Vgg19 vgg = VggFile.Load(file, _device, new VggLayer("conv3_4"), said.Add);
        Assert.That(said.Single(), Does.Contain($"named as {source}"));
        using TensorScope scope = new();
        using Pause pause = GradientRecording.Pause();
        WeightTensor x = _expected.Get("x");
        Tensor features = vgg.Forward(Tensor.FromHost(_device, new Shape([.. x.Shape]), x.Values));
        double error = Numeric.RelativeError(features.ToArray(), _expected.Get(expected).Values);
        TestContext.Out.WriteLine($"{error:E1}");
        Assert.That(error, Is.LessThan(Tolerance));
    }
}
