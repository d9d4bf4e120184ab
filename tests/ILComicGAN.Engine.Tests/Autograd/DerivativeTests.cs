using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices.Reference;
using ILComicGAN.Engine.Elementwise;

namespace ILComicGAN.Engine.Tests.Autograd;

/// <summary>First and second derivatives of every operation against finite differences in float64.</summary>
public sealed class DerivativeTests
{
    /// <summary>Distance from kinks, well above the step of the differences.</summary>
    private const double Gap = 0.05;

    private static readonly (string Name, Func<Tensor, Tensor> Run)[] s_unary =
    [
        ("affine", x => (x * 1.7) + 0.3),
        ("abs", Functional.Abs),
        ("exp", Functional.Exp),
        ("tanh", Functional.Tanh),
        ("leaky", x => Functional.LeakyRelu(x, 0.2)),
        ("relu", x => Functional.LeakyRelu(x, 0)),
        ("clamp", x => Functional.Clamp(x * 3, -1.03, 0.97)),
        ("huber", x => Functional.Huber(x * 2, 1.01)),
        ("sqrt", x => Functional.Sqrt((x * x) + 0.5)),
        ("log", x => Functional.Log((x * x) + 0.5)),
        ("reciprocal", x => Functional.Reciprocal((x * x) + 0.5)),
        ("sum", x => Functional.Sum(x * x, 0, 2)),
        ("mean", x => Functional.Mean(x * x * x)),
        ("expand", x => Functional.Expand(Functional.Sum(x * x, 1), new Shape(2, 5, 3))),
        ("slice", x => Functional.Slice(x * x, 1, 1, 2)),
        ("concat", x => Functional.Concat(1, x * x, Functional.Exp(x))),
        ("permute", x => Functional.Permute(x * x, 2, 0, 1)),
        ("reshape", x => (x * x).Reshape(6, 4)),
        ("twice", x => (x + x) * x),
    ];

    private static IEnumerable<string> UnaryNames => s_unary.Select(entry => entry.Name);

    [TestCaseSource(nameof(UnaryNames))]
    public void Unary(string name)
    {
        Shape shape = name == "reshape" ? new Shape(2, 4, 3) : new Shape(2, name == "expand" ? 5 : 4, 3);
        using Tensor x = GradientCheck.Random(1, shape, Gap);
        GradientCheck.Run(inputs => s_unary.First(entry => entry.Name == name).Run(inputs[0]), x);
    }

    [Test]
    public void Binary([Values("+", "-", "*", "/")] string op, [Values(0, 1, 2, 3)] int shapes)
    {
        (int[] a, int[] b) = new (int[], int[])[] { ([2, 3], [2, 3]), ([2, 3, 2], [1, 3, 1]), ([1], [4]), ([3, 1], [1, 4]) }[shapes];
        using Tensor x = GradientCheck.Random(2, new Shape(a));
        using Tensor y = GradientCheck.Random(3, new Shape(b), 0.5);
        GradientCheck.Run(
            inputs => op switch
            {
                "+" => inputs[0] + inputs[1],
                "-" => inputs[0] - inputs[1],
                "*" => inputs[0] * inputs[1],
                _ => inputs[0] / inputs[1],
            },
            x,
            y);
    }

    [Test]
    public void MatMul([Values] bool transposeA, [Values] bool transposeB, [Values(0, 1, 2, 3)] int batching)
    {
        int[] a = transposeA ? [4, 3] : [3, 4];
        int[] b = transposeB ? [2, 4] : [4, 2];
        using Tensor x = GradientCheck.Random(4, new Shape((batching & 1) != 0 ? [2, .. a] : a));
        using Tensor y = GradientCheck.Random(5, new Shape((batching & 2) != 0 ? [2, .. b] : b));
        GradientCheck.Run(inputs => Functional.MatMul(inputs[0], inputs[1], transposeA, transposeB), x, y);
    }

    [TestCase(1, 2, 4, 5, 3, 3, 1, 1, 1)]
    [TestCase(2, 2, 5, 4, 3, 3, 2, 1, 1)]
    [TestCase(1, 2, 5, 6, 2, 3, 3, 0, 1)]
    [TestCase(1, 4, 4, 3, 2, 3, 1, 1, 2)]
    [TestCase(2, 3, 4, 4, 3, 3, 1, 0, 3)]
    [TestCase(1, 3, 5, 5, 3, 3, 2, 1, 3)]
    [TestCase(1, 3, 3, 3, 2, 1, 1, 0, 1)]
    public void Conv2d(int n, int cin, int h, int w, int cout, int k, int stride, int padding, int groups)
    {
        using Tensor x = GradientCheck.Random(6, new Shape(n, cin, h, w));
        using Tensor weight = GradientCheck.Random(7, new Shape(cout, cin / groups, k, k));
        using Tensor bias = GradientCheck.Random(8, new Shape(cout));
        GradientCheck.Run(inputs => Functional.Conv2d(inputs[0], inputs[1], inputs[2], stride, padding, groups), x, weight, bias);
        GradientCheck.Run(
            inputs => Functional.LeakyRelu(Functional.Conv2d(inputs[0], inputs[1], inputs[2], stride, padding, groups), 0.2), x, weight, bias);
    }

    [TestCase(1, 1, 1, 1.0)]
    [TestCase(2, 1, 1, 0.2)]
    [TestCase(1, 2, 2, 0.2)]
    public void Conv2dOfAPaddedPicture(int enlarge, int stride, int groups, double slope)
    {
        using Tensor x = GradientCheck.Random(6, new Shape(2, 2, 4, 3));
        using Tensor weight = GradientCheck.Random(7, new Shape(2, 2 / groups, 3, 3));
        using Tensor bias = GradientCheck.Random(8, new Shape(2));
        GradientCheck.Run(
            inputs =>
            {
                Tensor enlarged = Functional.Resize(inputs[0], 4 * enlarge, 3 * enlarge, ResizeMode.Nearest);
                Tensor padded = Functional.ReflectPad(enlarged, 1, 2, 1, 1);
                return Functional.LeakyRelu(Functional.Conv2d(padded, inputs[1], inputs[2], stride, groups: groups), slope);
            },
            x,
            weight,
            bias);
    }

    [Test]
    public void Pictures([Values("max", "average", "nearest", "bilinear", "smaller", "reflect", "gram")] string op)
    {
        using Tensor x = GradientCheck.Random(9, new Shape(2, 2, 5, 4));
        GradientCheck.Run(
            inputs => op switch
            {
                "max" => Functional.MaxPool(inputs[0] * inputs[0], 2, 2),
                "average" => Functional.AveragePool(inputs[0] * inputs[0], 3, 2),
                "nearest" => Functional.Resize(inputs[0] * inputs[0], 10, 8, ResizeMode.Nearest),
                "bilinear" => Functional.Resize(inputs[0] * inputs[0], 9, 11, ResizeMode.Bilinear),
                "smaller" => Functional.Resize(inputs[0] * inputs[0], 2, 2, ResizeMode.Bilinear),
                "reflect" => Functional.ReflectPad(inputs[0] * inputs[0], 2, 1, 3, 0),
                _ => Functional.Gram(inputs[0]),
            },
            x);
    }

    [Test]
    public void Normalization([Values] NormalizationKind kind, [Values] bool affine, [Values(1, 0.2)] double slope)
    {
        // Equal channels make instance normalization the choice of sample 0; a small spread around far apart means
        // make it the choice of the others. What matters is that no perturbation changes it.
        using Tensor x = GradientCheck.Random(10, new Shape(2, 3, 2, 3));
        double[] values = ReferenceDevice.Values(x.Buffer);
        for (int i = 18; i < 36; i++)
        {
            values[i] += (i / 6 % 3) * 4;
        }

        using Tensor gamma = GradientCheck.Random(11, new Shape(3), 0.5);
        using Tensor beta = GradientCheck.Random(12, new Shape(3));
        if (affine)
        {
            using Tensor residual = GradientCheck.Random(18, x.Shape);
            GradientCheck.Run(i => Functional.Normalize(i[0], kind, i[1], i[2], 1e-3, slope), x, gamma, beta);
            GradientCheck.Run(
                i => i[3] + Functional.Normalize(i[0], kind, i[1], i[2], 1e-3, slope), x, gamma, beta, residual);
        }
        else
        {
            GradientCheck.Run(i => Functional.Normalize(i[0], kind, epsilon: 1e-3, slope: slope), x);
        }
    }

    /// <summary>The shape of WGAN-GP: a function of the norm of a gradient, differentiated in weights.</summary>
    [Test]
    public void GradientPenalty()
    {
        using Tensor x = GradientCheck.Random(13, new Shape(2, 2, 5, 5));
        using Tensor w1 = GradientCheck.Random(14, new Shape(3, 2, 3, 3));
        using Tensor gamma = GradientCheck.Random(15, new Shape(3), 0.5);
        using Tensor beta = GradientCheck.Random(16, new Shape(3));
        using Tensor w2 = GradientCheck.Random(17, new Shape(1, 3, 3, 3));
        GradientCheck.RunFirst(
            inputs =>
            {
                Tensor picture = x.Detach().AsLeaf();
                Tensor hidden = Functional.Normalize(
                    Functional.Conv2d(picture, inputs[0], padding: 1), NormalizationKind.Instance, inputs[1], inputs[2], 1e-3, 0.2);
                Tensor score = Functional.Sum(Functional.Conv2d(hidden, inputs[3], stride: 2));
                Tensor gradient = Gradients.Of(score, [picture], createGraph: true)[0];
                Tensor excess = Functional.Sqrt(Functional.Sum(gradient * gradient, 1, 2, 3)) - 1;
                return Functional.Mean(excess * excess);
            },
            w1,
            gamma,
            beta,
            w2);
    }

    [Test]
    public void ThirdDerivativesOfNormalizationAreRefusedRatherThanWrong()
    {
        using TensorScope scope = new();
        using Tensor values = GradientCheck.Random(18, new Shape(1, 2, 3, 3));
        Tensor x = values.AsLeaf();
        Tensor y = Functional.Normalize(x, NormalizationKind.Layer);
        Tensor first = Gradients.Of(Functional.Sum(y * y * y), [x], createGraph: true)[0];
        Tensor second = Gradients.Of(Functional.Sum(first * first), [x], createGraph: true)[0];
        Assert.That(
            () => Gradients.Of(Functional.Sum(second * second), [x]),
            Throws.TypeOf<NotSupportedException>().With.Message.Contains("normalization"));
    }

}
