using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Random;
using ILComicGAN.Tests.Shared;

namespace ILComicGAN.Engine.Tests.Growing;

/// <summary>docs/adding-an-operation.md, followed: its example is the file beside this one, and the files that it names are all there are.</summary>
public sealed class AddingAnOperationTests
{
    [Test]
    public void ThePageShowsTheExampleAsItIs()
    {
        string page = File.ReadAllText(RepositoryRoot.File("docs", "adding-an-operation.md"));
        string example = File.ReadAllText(RepositoryRoot.File("tests", "ILComicGAN.Engine.Tests", "Growing", "Sigmoid.cs"));
        Assert.That(page, Does.Contain(example[example.IndexOf("/// <summary>", StringComparison.Ordinal)..].Trim()));
    }

    /// <summary>All forms of the example are one function, and its gradient is that of its definition.</summary>
    [Test]
    public void TheExampleAgreesWithItself()
    {
        float[] x = new float[1031];
        new RandomStream(1, 2).FillNormal(x);
        float[] run = new float[x.Length];
        Sigmoid.Run(x, run);
        using CpuDevice device = CpuDevice.Create(1);
        using TensorScope scope = new();
        Tensor y = Tensor.FromHost(device, new Shape(x.Length), run);
        float[] gradient = Sigmoid.Gradient(Tensor.Full(device, y.Shape, 1), y, 0, 0).ToArray();
        for (int i = 0; i < x.Length; i++)
        {
            double expected = Sigmoid.Define(x[i], 0, 0);
            Assert.That(run[i], Is.EqualTo(expected).Within(2e-7));
            Assert.That(default(Sigmoid).Apply(x[i], 0, 0), Is.EqualTo(expected).Within(3e-7));
            double slope = (Sigmoid.Define(x[i] + 1e-5, 0, 0) - Sigmoid.Define(x[i] - 1e-5, 0, 0)) / 2e-5;
            Assert.That(gradient[i], Is.EqualTo(slope).Within(1e-6));
        }
    }

    /// <summary>An element-wise operation that nothing else is built on is named in three files of the product.</summary>
    [Test]
    public void AnElementwiseOperationStandsInThreeFiles([Values(UnaryOp.Exp, UnaryOp.Log, UnaryOp.Abs)] UnaryOp op)
    {
        string[] folders = ["src/ILComicGAN.Engine", "src/ILComicGAN.Engine.Gpu", "src/ILComicGAN.Engine.Ptx", "kernels"];
        string[] naming = [.. folders
            .SelectMany(folder => Directory.EnumerateFiles(RepositoryRoot.File(folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Where(file => File.ReadAllText(file) is string text
                && (text.Contains($"UnaryOp.{op}", StringComparison.Ordinal) || text.Contains($"struct {op} :", StringComparison.Ordinal)))
            .Select(file => Path.GetFileName(file))];
        Assert.That(naming, Is.EquivalentTo(new[] { $"{op}.cs", "UnaryOp.cs", "Functional.cs" }));
    }

    /// <summary>A primitive with its adjoint: the record, a case and a method of each of three devices, and the map that autograd uses.</summary>
    [Test]
    public void APrimitiveIsARecord()
    {
        Assert.That(typeof(Operation).Assembly.GetTypes().Count(type => type.IsSubclassOf(typeof(Operation))), Is.LessThanOrEqualTo(21));
    }
}
