using System.Text.Json;
using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Tests.Devices;
using ILComicGAN.Weights;

namespace ILComicGAN.Engine.Tests.Autograd;

/// <summary>
/// Outputs, first and second derivatives against what PyTorch computed in float64 (tests/oracle/make_goldens.py), on
/// every device.
/// </summary>
/// <remarks>
/// The file holds float32, so that 2·10⁻⁷ of the whole is as near as the reference device can come; float32 devices
/// may be off by 10⁻⁴, as second derivatives of a normalization subtract nearly equal numbers.
/// </remarks>
[TestFixtureSource(nameof(Names))]
public sealed class GoldenTests(string deviceName)
{
    private static readonly WeightFile s_file = WeightFile.Read(Path.Combine(TestContext.CurrentContext.TestDirectory, "Golden", "primitives.safetensors"));

    // It is read as a whole, so that other fixtures of this class do not miss it.
    [OneTimeTearDown]
    public static void Close() => s_file.Dispose();

    private static IEnumerable<string> Names => TestDevices.Names.Append("reference");

    private static IEnumerable<TestCaseData> Cases => JsonDocument.Parse(s_file.Metadata["cases"]).RootElement.EnumerateArray()
        .Select(description => new TestCaseData(description).SetArgDisplayNames(description.GetProperty("name").GetString()!));

    private Device Device => deviceName == "reference" ? TestDevices.Reference : TestDevices.Get(deviceName);

    [TestCaseSource(nameof(Cases))]
    public void AgreesWithPyTorch(JsonElement description)
    {
        string name = description.GetProperty("name").GetString()!;
        using TensorScope scope = new();
        Tensor[] inputs = [.. Enumerable.Range(0, description.GetProperty("inputs").GetInt32()).Select(i => Load($"{name}.in{i}").AsLeaf())];
        Tensor y = Run(description.GetProperty("operation").GetString()!, description.GetProperty("attributes"), inputs);
        Compare(y, $"{name}.y");
        Tensor g = Load($"{name}.g").AsLeaf();
        Tensor[] first = Gradients.Of(Functional.Sum(g * y), inputs, createGraph: true);
        Tensor projection = Functional.Sum(Load($"{name}.v0") * first[0]);
        for (int i = 0; i < inputs.Length; i++)
        {
            Compare(first[i], $"{name}.d{i}");
            projection = i == 0 ? projection : projection + Functional.Sum(Load($"{name}.v{i}") * first[i]);
        }

        Tensor[] second = Gradients.Of(projection, [.. inputs, g]);
        for (int i = 0; i < inputs.Length; i++)
        {
            Compare(second[i], $"{name}.dd{i}");
        }

        Compare(second[^1], $"{name}.ddg");
    }

    private static Tensor Run(string operation, JsonElement attributes, Tensor[] x)
    {
        int Int(string key) => attributes.GetProperty(key).GetInt32();
        string Text(string key) => attributes.GetProperty(key).GetString()!;
        return operation switch
        {
            "conv" => Functional.Conv2d(x[0], x[1], x[2], Int("stride"), Int("padding"), Int("groups")),
            "matmul" => Functional.MatMul(x[0], x[1], attributes.GetProperty("transposeA").GetBoolean(), attributes.GetProperty("transposeB").GetBoolean()),
            "maxpool" => Functional.MaxPool(x[0], Int("kernel"), Int("stride")),
            "averagepool" => Functional.AveragePool(x[0], Int("kernel"), Int("stride")),
            "resize" => Functional.Resize(x[0], Int("height"), Int("width"), Enum.Parse<ResizeMode>(Text("mode"), ignoreCase: true)),
            "reflectpad" => Functional.ReflectPad(x[0], Int("top"), Int("bottom"), Int("left"), Int("right")),
            "normalize" => Functional.Normalize(x[0], Enum.Parse<NormalizationKind>(Text("kind")), x[1], x[2], slope: attributes.GetProperty("slope").GetDouble()),
            "gram" => Functional.Gram(x[0]),
            "leakyrelu" => Functional.LeakyRelu(x[0], attributes.GetProperty("slope").GetDouble()),
            "huber" => Functional.Huber(x[0], attributes.GetProperty("delta").GetDouble()),
            "abs" => Functional.Abs(x[0]),
            "tanh" => Functional.Tanh(x[0]),
            "exp" => Functional.Exp(x[0]),
            "sqrt" => Functional.Sqrt(x[0]),
            "log" => Functional.Log(x[0]),
            "reciprocal" => Functional.Reciprocal(x[0]),
            "add" => x[0] + x[1],
            "subtract" => x[0] - x[1],
            "multiply" => x[0] * x[1],
            "divide" => x[0] / x[1],
            _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "the golden file has an operation that this test does not know"),
        };
    }

    private Tensor Load(string name)
    {
        s_file.TryGet(name, out WeightTensor? tensor);
        return Tensor.FromHost(Device, new Shape([.. tensor!.Shape]), tensor.Values);
    }

    private void Compare(Tensor actual, string name)
    {
        s_file.TryGet(name, out WeightTensor? expected);
        float[] values = actual.ToArray();
        double size = Math.Sqrt(expected!.Values.Sum(value => (double)value * value)) + 1e-3;
        double difference = Math.Sqrt(values.Zip(expected.Values, (a, b) => Math.Pow((double)a - b, 2)).Sum());
        Assert.That(actual.Shape, Is.EqualTo(new Shape([.. expected.Shape])));
        Assert.That(difference / size, Is.LessThan(deviceName == "reference" ? 2e-7 : 1e-4), name);
    }
}
