using System.Buffers.Binary;
using System.Text;

namespace ILComicGAN.Weights.Tests;

public sealed class SafetensorsTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void Open() => _folder = new TemporaryFolder();

    [TearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public void WhatIsWrittenIsRead([Values(WeightType.Float32, WeightType.Float16)] WeightType type)
    {
        WeightTensor[] tensors =
        [
            new("b", [2, 3], [1.5f, -2, 0.1f, 65504, 1e-7f, float.NaN]),
            new("a", [], [42]),
            new("größe", [3], [float.PositiveInfinity, -0f, 3]),
        ];
        string path = _folder.File("w.safetensors");
        Safetensors.Write(path, tensors, new Dictionary<string, string> { ["note"] = "“quoted”\n" }, type);
        WeightFile file = WeightFile.Read(path);
        Assert.That(file.Metadata["note"], Is.EqualTo("“quoted”\n"));
        Assert.That(file.Tensors.Select(tensor => tensor.Name), Is.EqualTo(new[] { "b", "a", "größe" }));
        foreach (WeightTensor tensor in tensors)
        {
            float[] expected = type == WeightType.Float32 ? tensor.Values : [.. tensor.Values.Select(value => (float)(Half)value)];
            Assert.That(file.Get(tensor.Name).Values, Is.EqualTo(expected));
            Assert.That(file.Get(tensor.Name).Shape, Is.EqualTo(tensor.Shape));
            Assert.That(file.Get(tensor.Name).SourceType, Is.EqualTo(type));
        }
    }

    [Test]
    public void TheLayoutIsThePublishedOne()
    {
        string path = _folder.File("w.safetensors");
        Safetensors.Write(path, [new WeightTensor("x", [2], [1, 2]), new WeightTensor("y", [1], [3])]);
        byte[] bytes = File.ReadAllBytes(path);
        long length = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        Assert.That(length % 8, Is.Zero);
        Assert.That(
            Encoding.UTF8.GetString(bytes, 8, (int)length).TrimEnd(' '),
            Is.EqualTo("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"y":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}"""));
        Assert.That(bytes[(8 + (int)length)..], Is.EqualTo(new byte[] { 0, 0, 0x80, 0x3f, 0, 0, 0, 0x40, 0, 0, 0x40, 0x40 }));
    }

    [Test]
    public void AMisfitIsListedTensorByTensor()
    {
        string path = _folder.File("w.safetensors");
        Safetensors.Write(path, [new WeightTensor("a", [2], [1, 2]), new WeightTensor("extra", [1], [3]), new WeightTensor("classifier.0", [1], [3])]);
        (string, IReadOnlyList<int>)[] expected = [("a", [1, 2]), .. Enumerable.Range(0, 12).Select(i => ($"m{i}", (IReadOnlyList<int>)[3]))];
        Assert.That(
            () => WeightFit.Require(WeightFile.Read(path), "the network", expected, name => name.StartsWith("classifier", StringComparison.Ordinal)),
            Throws.TypeOf<WeightFormatException>().With.Message.Contains("12 missing (m0 [3], ").And.Message.Contains(", …)")
                .And.Message.Contains("1 unexpected (extra [1])").And.Message.Contains("1 misshapen (a (file [2], network [1, 2]))"));
    }

    /// <summary>A header's length may begin with the byte that a pickle begins with, or with that of an ONNX model.</summary>
    [Test]
    public void AHeaderOfAnyLengthIsRecognized()
    {
        string path = _folder.File("w.safetensors");
        for (int length = 1; length < 300; length += 7)
        {
            Safetensors.Write(path, [new WeightTensor(new string('x', length), [1], [length])]);
            Assert.That(WeightFile.Read(path).Tensors[0].Values[0], Is.EqualTo(length));
        }
    }

    /// <summary>By a strict reader of the published layout, into PyTorch, out of PyTorch, and back.</summary>
    [Test]
    public void PyTorchOpensWhatIsWritten([Values(WeightType.Float32, WeightType.Float16)] WeightType type)
    {
        string path = _folder.File("written.safetensors");
        WeightTensor[] tensors =
        [
            new("a.weight", [3, 5, 7], [.. Enumerable.Range(0, 105).Select(i => (i - 50) * 0.37f)]),
            new("größe \"b\"", [1], [-0f]),
            new("scalar", [], [6.5f]),
            new("empty", [0, 4], []),
        ];
        Safetensors.Write(path, tensors, new Dictionary<string, string> { ["licence"] = "CC0 – “free”" }, type);
        string folder = PyTorchOracle.Run("check_safetensors.py", path);
        WeightFile back = WeightFile.Read(Path.Combine(folder, "written.pth"));
        Assert.That(back.Tensors, Has.Count.EqualTo(tensors.Length));
        foreach (WeightTensor tensor in tensors)
        {
            float[] expected = type == WeightType.Float32 ? tensor.Values : [.. tensor.Values.Select(value => (float)(Half)value)];
            Assert.That(back.Get(tensor.Name).Shape, Is.EqualTo(tensor.Shape));
            Assert.That(back.Get(tensor.Name).SourceType, Is.EqualTo(type));
            Assert.That(back.Get(tensor.Name).Values, Is.EqualTo(expected));
        }

        Assert.That(File.ReadAllText(Path.Combine(folder, "written.json")), Does.Contain("CC0"));
    }
}
