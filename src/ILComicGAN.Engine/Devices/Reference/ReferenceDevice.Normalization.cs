using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices.Cpu.Normalization;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Devices.Reference;

public sealed partial class ReferenceDevice
{
    private static void NormalizationStatistics(NormalizationStatistics o)
    {
        (double[] input, double[] means, double[] rstds, double[] choices) = (Of(o.X), Of(o.Output.Mean), Of(o.Output.Rstd), Of(o.Output.Choice));
        (int channels, int spatial, double epsilon) = (o.Shape.Channels, o.Shape.Spatial, o.Output.Epsilon);
        for (int n = 0; n < o.Shape.Batch; n++)
        {
            ReadOnlySpan<double> sample = input.AsSpan(n * channels * spatial, channels * spatial);
            (double layerMean, double layerVariance) = Moments(sample);
            double alphaLayer = MeanAlpha(sample, layerMean, layerVariance, epsilon);
            double alphaInstance = 0;
            for (int c = 0; c < channels; c++)
            {
                ReadOnlySpan<double> instance = sample.Slice(c * spatial, spatial);
                (double m, double variance) = Moments(instance);
                alphaInstance += MeanAlpha(instance, m, variance, epsilon) / channels;
                means[(n * channels) + c] = m;
                rstds[(n * channels) + c] = 1 / Math.Sqrt(variance + epsilon);
            }

            bool perInstance = o.Output.Kind == NormalizationKind.Instance
                || (o.Output.Kind == NormalizationKind.Selected && alphaInstance >= alphaLayer);
            choices[n] = perInstance ? 1 : 0;
            if (!perInstance)
            {
                means.AsSpan(n * channels, channels).Fill(layerMean);
                rstds.AsSpan(n * channels, channels).Fill(1 / Math.Sqrt(layerVariance + epsilon));
            }
        }
    }

    private static void Normalize(Normalize o)
    {
        (double[] input, double[] means, double[] rstds, double[] output) = (Of(o.X), Of(o.Mean), Of(o.Rstd), Of(o.Y));
        for (int i = 0; i < o.Y.Length; i++)
        {
            int nc = i / o.Shape.Spatial;
            double z = ((input[i] - means[nc]) * rstds[nc] * OrOne(o.Gamma, nc % o.Shape.Channels))
                + OrZero(o.Beta, nc % o.Shape.Channels);
            output[i] = z > 0 ? z : o.Activation.Slope * z;
        }
    }

    private static void NormalizationBackward(NormalizationBackward o)
    {
        (double[] gradient, double[] means, double[] rstds) = (Of(o.G), Of(o.Mean), Of(o.Rstd));
        double[] normalized = Normalized(o.X, means, rstds, o.Shape);
        double[] u = new double[o.Gx.Length];
        double[] sumOfH = new double[o.Shape.Channels];
        double[] sumOfHx = new double[o.Shape.Channels];
        for (int i = 0; i < u.Length; i++)
        {
            int c = i / o.Shape.Spatial % o.Shape.Channels;
            double z = (normalized[i] * OrOne(o.Gamma, c)) + OrZero(o.Beta, c);
            double h = z > 0 ? gradient[i] : o.Activation.Slope * gradient[i];
            sumOfH[c] += h;
            sumOfHx[c] += h * normalized[i];
            u[i] = h * OrOne(o.Gamma, c);
        }

        Backward(u, normalized, rstds, Of(o.Choice), o.Shape).CopyTo(Of(o.Gx), 0);
        if (o.GGamma is not null)
        {
            sumOfHx.CopyTo(Of(o.GGamma), 0);
        }

        if (o.GBeta is not null)
        {
            sumOfH.CopyTo(Of(o.GBeta), 0);
        }
    }

    private static void NormalizationDoubleBackward(NormalizationDoubleBackward o)
    {
        (double[] vs, double[] gs, double[] rstds, double[] result) = (Of(o.V), Of(o.G), Of(o.Rstd), Of(o.Gx));
        double[] normalized = Normalized(o.X, Of(o.Mean), rstds, o.Shape);
        double[] choices = Of(o.Choice);
        double[] backV = Backward(vs, normalized, rstds, choices, o.Shape);
        double[] backG = Backward(gs, normalized, rstds, choices, o.Shape);
        foreach ((int start, int count) in Rows(choices, o.Shape))
        {
            double c = MeanProduct(gs, vs, start, count);
            double a = MeanProduct(gs, normalized, start, count);
            double b = MeanProduct(vs, normalized, start, count);
            double meanG = MeanProduct(gs, null, start, count);
            double meanV = MeanProduct(vs, null, start, count);
            double r = rstds[start / o.Shape.Spatial];
            for (int i = start; i < start + count; i++)
            {
                result[i] = (-r * r * normalized[i] * (c - (meanG * meanV) - (a * b)))
                    - (r * ((a * backV[i]) + (b * backG[i])));
            }
        }
    }

    private static double OrOne(DeviceBuffer? perChannel, int c) => perChannel is null ? 1 : Of(perChannel)[c];

    private static double OrZero(DeviceBuffer? perChannel, int c) => perChannel is null ? 0 : Of(perChannel)[c];

    /// <summary>B(u) = rstd·(u − mean(u) − x̂·mean(u·x̂)), row by row of what is normalized together.</summary>
    private static double[] Backward(
        double[] u, double[] normalized, double[] rstds, double[] choices, in NormalizationShape shape)
    {
        double[] result = new double[shape.Batch * shape.Channels * shape.Spatial];
        foreach ((int start, int count) in Rows(choices, shape))
        {
            double meanU = MeanProduct(u, null, start, count);
            double meanUx = MeanProduct(u, normalized, start, count);
            for (int i = start; i < start + count; i++)
            {
                result[i] = rstds[start / shape.Spatial] * (u[i] - meanU - (normalized[i] * meanUx));
            }
        }

        return result;
    }

    private static List<(int Start, int Count)> Rows(double[] choices, in NormalizationShape shape)
    {
        List<(int Start, int Count)> rows = [];
        int size = shape.Channels * shape.Spatial;
        for (int n = 0; n < shape.Batch; n++)
        {
            if (choices[n] == 0)
            {
                rows.Add((n * size, size));
                continue;
            }

            for (int c = 0; c < shape.Channels; c++)
            {
                rows.Add(((n * size) + (c * shape.Spatial), shape.Spatial));
            }
        }

        return rows;
    }

    private static double[] Normalized(DeviceBuffer x, double[] means, double[] rstds, in NormalizationShape shape)
    {
        double[] input = Of(x);
        double[] normalized = new double[shape.Batch * shape.Channels * shape.Spatial];
        for (int i = 0; i < normalized.Length; i++)
        {
            normalized[i] = (input[i] - means[i / shape.Spatial]) * rstds[i / shape.Spatial];
        }

        return normalized;
    }

    private static (double Mean, double Variance) Moments(ReadOnlySpan<double> values)
    {
        double mean = 0;
        foreach (double value in values)
        {
            mean += value / values.Length;
        }

        double variance = 0;
        foreach (double value in values)
        {
            variance += (value - mean) * (value - mean) / values.Length;
        }

        return (mean, variance);
    }

    private static double MeanAlpha(ReadOnlySpan<double> values, double mean, double variance, double epsilon)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += Math.Abs(value - mean) / (variance + epsilon);
        }

        return sum / values.Length;
    }

    private static double MeanProduct(double[] a, double[]? b, int start, int count)
    {
        double sum = 0;
        for (int i = start; i < start + count; i++)
        {
            sum += a[i] * (b is null ? 1 : b[i]);
        }

        return sum / count;
    }
}
