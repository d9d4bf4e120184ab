using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Devices;

public sealed partial class ReferenceDevice
{
    /// <inheritdoc/>
    public override void NormalizationStatistics(
        DeviceBuffer x,
        DeviceBuffer mean,
        DeviceBuffer rstd,
        DeviceBuffer choice,
        NormalizationKind kind,
        in NormalizationShape shape)
    {
        (double[] input, double[] means, double[] rstds, double[] choices) = (Of(x), Of(mean), Of(rstd), Of(choice));
        (int channels, int spatial, double epsilon) = (shape.Channels, shape.Spatial, shape.Epsilon);
        for (int n = 0; n < shape.Batch; n++)
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

            bool perInstance = kind == NormalizationKind.Instance
                || (kind == NormalizationKind.Selected && alphaInstance >= alphaLayer);
            choices[n] = perInstance ? 1 : 0;
            if (!perInstance)
            {
                means.AsSpan(n * channels, channels).Fill(layerMean);
                rstds.AsSpan(n * channels, channels).Fill(1 / Math.Sqrt(layerVariance + epsilon));
            }
        }
    }

    /// <inheritdoc/>
    public override void NormalizationApply(
        DeviceBuffer x,
        DeviceBuffer mean,
        DeviceBuffer rstd,
        DeviceBuffer? gamma,
        DeviceBuffer? beta,
        DeviceBuffer y,
        in NormalizationShape shape)
    {
        (double[] input, double[] means, double[] rstds, double[] output) = (Of(x), Of(mean), Of(rstd), Of(y));
        for (int i = 0; i < y.Length; i++)
        {
            int nc = i / shape.Spatial;
            double z = ((input[i] - means[nc]) * rstds[nc] * OrOne(gamma, nc % shape.Channels))
                + OrZero(beta, nc % shape.Channels);
            output[i] = z > 0 ? z : shape.Slope * z;
        }
    }

    /// <inheritdoc/>
    public override void NormalizationBackward(
        DeviceBuffer g,
        DeviceBuffer x,
        DeviceBuffer mean,
        DeviceBuffer rstd,
        DeviceBuffer choice,
        DeviceBuffer? gamma,
        DeviceBuffer? beta,
        DeviceBuffer gx,
        DeviceBuffer? ggamma,
        DeviceBuffer? gbeta,
        in NormalizationShape shape)
    {
        (double[] gradient, double[] means, double[] rstds) = (Of(g), Of(mean), Of(rstd));
        double[] normalized = Normalized(x, means, rstds, shape);
        double[] u = new double[gx.Length];
        double[] sumOfH = new double[shape.Channels];
        double[] sumOfHx = new double[shape.Channels];
        for (int i = 0; i < u.Length; i++)
        {
            int c = i / shape.Spatial % shape.Channels;
            double z = (normalized[i] * OrOne(gamma, c)) + OrZero(beta, c);
            double h = z > 0 ? gradient[i] : shape.Slope * gradient[i];
            sumOfH[c] += h;
            sumOfHx[c] += h * normalized[i];
            u[i] = h * OrOne(gamma, c);
        }

        Backward(u, normalized, rstds, Of(choice), shape).CopyTo(Of(gx), 0);
        if (ggamma is not null)
        {
            sumOfHx.CopyTo(Of(ggamma), 0);
        }

        if (gbeta is not null)
        {
            sumOfH.CopyTo(Of(gbeta), 0);
        }
    }

    /// <inheritdoc/>
    public override void NormalizationDoubleBackward(
        DeviceBuffer v,
        DeviceBuffer g,
        DeviceBuffer x,
        DeviceBuffer mean,
        DeviceBuffer rstd,
        DeviceBuffer choice,
        DeviceBuffer gx,
        in NormalizationShape shape)
    {
        (double[] vs, double[] gs, double[] rstds, double[] result) = (Of(v), Of(g), Of(rstd), Of(gx));
        double[] normalized = Normalized(x, Of(mean), rstds, shape);
        double[] choices = Of(choice);
        double[] backV = Backward(vs, normalized, rstds, choices, shape);
        double[] backG = Backward(gs, normalized, rstds, choices, shape);
        foreach ((int start, int count) in Rows(choices, shape))
        {
            double c = MeanProduct(gs, vs, start, count);
            double a = MeanProduct(gs, normalized, start, count);
            double b = MeanProduct(vs, normalized, start, count);
            double meanG = MeanProduct(gs, null, start, count);
            double meanV = MeanProduct(vs, null, start, count);
            double r = rstds[start / shape.Spatial];
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
