using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices.Reference;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Random;
using ILComicGAN.Engine.Tests.Devices;

namespace ILComicGAN.Engine.Tests.Autograd;

/// <summary>
/// Compares first and second derivatives with central finite differences on the float64 reference device.
/// </summary>
/// <remarks>
/// With a step of h = 10⁻⁵ the truncation error is of order h² = 10⁻¹⁰ and the rounding error of order 10⁻¹⁶/h = 10⁻¹¹,
/// both times the size of the function's derivatives; the bound of 10⁻⁶ leaves room for third derivatives of 10⁴.
/// </remarks>
internal static class GradientCheck
{
    private const double Step = 1e-5;
    private const double Tolerance = 1e-6;

    /// <summary>Checks ∂⟨g, f(x)⟩/∂x for every input, and the derivatives of a random projection of those.</summary>
    public static void Run(Func<Tensor[], Tensor> f, params Tensor[] inputs)
    {
        Compare(inputs, leaves => Projection(f(leaves), 1), "first");
        Compare(
            inputs,
            leaves =>
            {
                Tensor[] gradients = Gradients.Of(Projection(f(leaves), 1), leaves, createGraph: true);
                Tensor sum = Projection(gradients[0], 2);
                for (int i = 1; i < gradients.Length; i++)
                {
                    sum += Projection(gradients[i], 2 + (ulong)i);
                }

                return sum;
            },
            "second");
    }

    /// <summary>Checks first derivatives only, of a function that itself asks for gradients.</summary>
    public static void RunFirst(Func<Tensor[], Tensor> f, params Tensor[] inputs) =>
        Compare(inputs, leaves => f(leaves), "first");

    /// <summary>Random values in the reference device, at a distance of at least <paramref name="gap"/> from 0.</summary>
    public static Tensor Random(ulong stream, Shape shape, double gap = 0, double offset = 0)
    {
        RandomStream random = new(77, stream);
        Tensor x = new(TestDevices.Reference.Allocator.Rent(shape.Count), shape, scoped: false);
        double[] values = ReferenceDevice.Values(x.Buffer);
        for (int i = 0; i < shape.Count; i++)
        {
            double value = random.NextNormal();
            values[i] = value + (Math.Sign(value) * gap) + offset;
        }

        return x;
    }

    private static void Compare(Tensor[] inputs, Func<Tensor[], Tensor> scalar, string order)
    {
        double[][] analytic = Analytic(inputs, scalar);
        for (int i = 0; i < inputs.Length; i++)
        {
            double[] values = ReferenceDevice.Values(inputs[i].Buffer);
            double scale = analytic[i].Max(Math.Abs) + 1;
            for (int k = 0; k < inputs[i].Count; k++)
            {
                double before = values[k];
                values[k] = before + Step;
                double above = Value(inputs, scalar);
                values[k] = before - Step;
                double below = Value(inputs, scalar);
                values[k] = before;
                double numeric = (above - below) / (2 * Step);
                Assert.That(
                    analytic[i][k],
                    Is.EqualTo(numeric).Within(Tolerance * scale),
                    $"{order} derivative, input {i}, element {k}");
            }
        }
    }

    private static double[][] Analytic(Tensor[] inputs, Func<Tensor[], Tensor> scalar)
    {
        using TensorScope scope = new();
        Tensor[] leaves = [.. inputs.Select(input => input.AsLeaf())];
        Tensor output = scalar(leaves);
        if (!output.RequiresGradient)
        {
            // A derivative that depends on nothing, as the second one of a linear function.
            return [.. inputs.Select(input => new double[input.Count])];
        }

        return [.. Gradients.Of(output, leaves).Select(gradient => Values(gradient).ToArray())];
    }

    private static double Value(Tensor[] inputs, Func<Tensor[], Tensor> scalar)
    {
        using TensorScope scope = new();
        Tensor[] leaves = [.. inputs.Select(input => input.AsLeaf())];
        return Values(scalar(leaves))[0];
    }

    /// <summary>⟨g, y⟩ with a g that is always the same for a stream.</summary>
    private static Tensor Projection(Tensor y, ulong stream)
    {
        Tensor g = Random(1000 + stream, y.Shape);
        return Functional.Sum(y * TensorScopeOwned(g));
    }

    private static Tensor TensorScopeOwned(Tensor tensor)
    {
        Tensor scoped = tensor.Detach();
        tensor.Dispose();
        return scoped;
    }

    private static ReadOnlySpan<double> Values(Tensor tensor) =>
        ReferenceDevice.Values(tensor.Buffer).AsSpan(0, (int)tensor.Count);
}
