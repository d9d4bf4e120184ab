namespace ILComicGAN.Weights.Tests;

/// <summary>Files written by PyTorch, NumPy and h5py themselves come out exactly, whatever the type, order or view.</summary>
public sealed class RealWriterTests
{
    private string _folder = "";

    [OneTimeSetUp]
    public void RunOracle() => _folder = PyTorchOracle.Run("make_weight_files.py");

    [TestCase("plain.pth", "PyTorch")]
    [TestCase("nested.pth", "PyTorch")]
    [TestCase("stacked.pth", "PyTorch before 1.6")]
    public void PyTorch(string name, string format)
    {
        WeightFile actual = Check(name, "expected.safetensors", format);
        Assert.That(actual.Get("half").SourceType, Is.EqualTo(WeightType.Float16));
        Assert.That(actual.Get("bfloat16").SourceType, Is.EqualTo(WeightType.BFloat16));
    }

    [Test]
    public void PyTorchOfBefore02() => Assert.That(
        WeightFile.Read(Path.Combine(_folder, "before02.pth")).Get("weight").Values, Is.EqualTo(new float[] { 0, 3, 1, 4, 2, 5 }));

    [Test]
    public void AModulesState() => Assert.That(
        WeightFile.Read(Path.Combine(_folder, "module.pth")).Tensors.Select(tensor => tensor.Name),
        Is.EqualTo(new[] { "0.weight", "0.bias" }));

    [TestCase("arrays.npz")]
    [TestCase("arrays-compressed.npz")]
    public void Npz(string name) => Check(name, "arrays.safetensors", "npz");

    [Test]
    public void PickledDictionaries([Values(2, 3, 4, 5)] int protocol)
    {
        Check($"arrays-{protocol}.npy", "arrays.safetensors", "NumPy");
        WeightFile pickle = Check($"arrays-{protocol}.pkl", "arrays.safetensors", "pickle");
        Assert.That(pickle.Notes.Single(), Does.Contain("2 entries that are no tensors").And.Contain("step, name"));
    }

    [Test]
    public void WhatPython2Wrote()
    {
        WeightFile file = WeightFile.Read(Path.Combine(_folder, "python2.npy"));
        WeightTensor expected = WeightFile.Read(Path.Combine(_folder, "arrays.safetensors")).Get("float32");
        Assert.That(file.Get("conv1_1.0").Shape, Is.EqualTo(expected.Shape));
        Assert.That(file.Get("conv1_1.0").Values, Is.EqualTo(expected.Values));
    }

    [Test]
    public void ASingleArray() => Assert.That(
        WeightFile.Read(Path.Combine(_folder, "single.npy")).Get("array").Values,
        Is.EqualTo(WeightFile.Read(Path.Combine(_folder, "arrays.safetensors")).Get("fortran").Values));

    [TestCase("arrays.h5")]
    [TestCase("chunked.h5")]
    [TestCase("latest.h5")]
    public void Hdf5(string name) => Check(name, "arrays.safetensors", "HDF5", all: false);

    [Test]
    public void Onnx()
    {
        WeightFile file = Check("network.onnx", "network.safetensors", "ONNX");
        Assert.That(file.Metadata["producer"], Is.EqualTo("pytorch"));
    }

    [Test]
    public void Hdf5Groups()
    {
        WeightFile file = WeightFile.Read(Path.Combine(_folder, "grouped.h5"));
        WeightFile expected = WeightFile.Read(Path.Combine(_folder, "arrays.safetensors"));
        Assert.That(file.Tensors, Has.Count.EqualTo(40 * 9));
        for (int i = 0; i < 40; i++)
        {
            Assert.That(file.Get($"a/b{i}/fortran").Values, Is.EqualTo(expected.Get("fortran").Values));
        }
    }

    [Test]
    public void Hdf5ChunksAtTheEdges()
    {
        WeightFile file = Check("odd-chunks.h5", "odd-chunks.safetensors", "HDF5");
        Assert.That(file.Notes.Single(), Does.Contain("text"));
    }

    [TestCase("attack.pth", "system")]
    [TestCase("attack-stacked.pth", "system")]
    [TestCase("attack.npy", "system")]
    [TestCase("whole-module.pth", "torch.nn.modules.linear.Linear")]
    public void WhatIsNoStateIsRefusedByNameAndNotRun(string name, string global)
    {
        Refusal.Of(Path.Combine(_folder, name), global, "was not run");
        Assert.That(File.Exists(Path.Combine(_folder, "attacked")), Is.False);
    }

    [TestCase("script.pt", "TorchScript")]
    [TestCase("strings.npy", "no array of numbers")]
    [TestCase("dense.h5", "libver")]
    public void WhatCannotBeReadIsNamed(string name, string says) => Refusal.Of(Path.Combine(_folder, name), says);

    [Test]
    public void CyclicLinksEnd()
    {
        WeightFile file = WeightFile.Read(Path.Combine(_folder, "cyclic.h5"));
        Assert.That(file.Tensors.Select(tensor => tensor.Name), Is.EqualTo(new[] { "a/b/x" }));
        Assert.That(file.Notes.Single(), Does.Contain("a/b/root").And.Contain("a/again"));
    }

    [Test]
    public void ValuesAreReadWhenTheyAreAskedFor()
    {
        using WeightFile file = WeightFile.Open(Path.Combine(_folder, "plain.pth"));
        WeightTensor tensor = file.Get("transposed");
        float[] values = new float[tensor.Count];
        tensor.CopyTo(values);
        float[] turned = new float[tensor.Count];
        tensor.As("turned", 1, 0).CopyTo(turned);
        Assert.That(turned[1], Is.EqualTo(values[tensor.Shape[1]]));
        Assert.That(WeightFile.Read(Path.Combine(_folder, "plain.pth")).Get("transposed").As("turned", 1, 0).Values, Is.EqualTo(turned));
        Assert.That(() => tensor.CopyTo(new float[1]), Throws.ArgumentException);
        Assert.That(() => tensor.As("x", 0, 0), Throws.ArgumentException);
    }

    /// <summary>Views and axes in every order, against the definition.</summary>
    [Test]
    public void EveryOrderOfAxesOfABigTensor()
    {
        int[] shape = [3, 5, 170, 1100];
        float[] values = [.. Enumerable.Range(0, shape.Aggregate(1, (a, b) => a * b)).Select(i => (float)i)];
        WeightTensor tensor = new("x", shape, values);
        foreach (int[] axes in new int[][] { [3, 2, 0, 1], [0, 2, 1, 3], [1, 0, 3, 2], [3, 2, 1, 0] })
        {
            WeightTensor turned = tensor.As("y", axes);
            Assert.That(turned.Shape, Is.EqualTo(axes.Select(axis => shape[axis])));
            int[] at = [2, 4, 169, 1099];
            for (int trial = 0; trial < 500; trial++)
            {
                int[] place = [.. at.Select((most, axis) => (trial * (7919 + (axis * 31))) % (most + 1))];
                int target = 0;
                foreach (int axis in axes)
                {
                    target = (target * shape[axis]) + place[axis];
                }

                float expected = place.Select((index, axis) => (index, axis)).Aggregate(0, (sum, p) => (sum * shape[p.axis]) + p.index);
                Assert.That(turned.Values[target], Is.EqualTo(expected));
            }
        }
    }

    private WeightFile Check(string name, string expectedName, string format, bool all = true)
    {
        WeightFile actual = WeightFile.Read(Path.Combine(_folder, name));
        WeightFile expected = WeightFile.Read(Path.Combine(_folder, expectedName));
        Assert.That(actual.Format, Is.EqualTo(format));
        Assert.That(actual.Tensors, Is.Not.Empty);
        if (all)
        {
            Assert.That(actual.Tensors.Select(tensor => tensor.Name), Is.EquivalentTo(expected.Tensors.Select(tensor => tensor.Name)));
        }

        foreach (WeightTensor tensor in actual.Tensors)
        {
            Assert.That(tensor.Shape, Is.EqualTo(expected.Get(tensor.Name).Shape), tensor.Name);
            Assert.That(tensor.Values, Is.EqualTo(expected.Get(tensor.Name).Values), tensor.Name);
        }

        return actual;
    }
}
