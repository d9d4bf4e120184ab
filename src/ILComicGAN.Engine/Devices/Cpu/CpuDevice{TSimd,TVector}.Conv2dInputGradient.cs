using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices.Cpu.Convolution;
using ILComicGAN.Engine.Devices.Cpu.MatrixProduct;
using ILComicGAN.Engine.Elementwise;

namespace ILComicGAN.Engine.Devices.Cpu;

internal sealed unsafe partial class CpuDevice<TSimd, TVector>
{
    /// <summary>
    /// A stride-1 convolution of gy with the kernel turned by 180°, or with a stride as many of them as there are
    /// <see cref="InputGradientPhases"/>, without work on zeros.
    /// </summary>
    private void Conv2dInputGradient(Conv2dInputGradient o)
    {
        Conv2dShape s = o.Shape;
        float* gradient = Of(o.Gy);
        float* weight = Of(o.Weight);
        float* result = Of(o.Gx);
        if (s.GroupInChannels == 1 && s.GroupOutChannels == 1)
        {
            DepthwiseInputGradient(gradient, weight, result, s);
            return;
        }

        ConvolutionAlgorithm algorithm = ChooseAlgorithm(
            s, doubled: false, o.Accuracy == ConvolutionAccuracy.Exact ? ConvolutionAccuracy.Exact : ConvolutionAccuracy.Standard, s.InChannels, s.OutChannels, s.InHeight, s.InWidth);
        if (algorithm == ConvolutionAlgorithm.WinogradF4x3)
        {
            WinogradLayer<TSimd, TVector> layer = new(
                gradient, PictureSource.Adjoint(s), null, 1, result, s.Batch, s.OutChannels, s.InChannels, s.InHeight, s.InWidth);
            WinogradConvolve(algorithm, layer, o.Weight, adjoint: true);
            return;
        }

        if (s.Groups == 1 && s.Stride == 1 && ConvolveSmallChannels(
            gradient,
            PictureSource.Adjoint(s),
            (i, k, r, c) => weight[
                ((((((long)k * s.InChannels) + i) * s.KernelHeight) + s.KernelHeight - 1 - r) * s.KernelWidth) + s.KernelWidth - 1 - c],
            null,
            1,
            result,
            new SmallChannelsShape(s.Batch, s.InChannels, s.OutChannels, s.InHeight, s.InWidth, s.KernelHeight, s.KernelWidth)))
        {
            return;
        }

        for (int group = 0; group < s.Groups; group++)
        {
            if (s.Stride == 1)
            {
                InputGradientByPatches(gradient, weight, result, s, group);
            }
            else
            {
                InputGradientByPhases(gradient, weight, result, s, group);
            }
        }
    }

    /// <summary>gx = turned weights · patches(gy), a matrix product as in the forward pass.</summary>
    private void InputGradientByPatches(float* gy, float* w, float* gx, Conv2dShape s, int group)
    {
        int kernel = s.KernelHeight * s.KernelWidth;
        int firstIn = group * s.GroupInChannels;
        int firstOut = group * s.GroupOutChannels;
        Tap[] taps = ForwardTaps(s with { Padding = 0 });
        PictureSource source = PictureSource.Adjoint(s);
        using PackedMatrix packed = Pack(s.GroupInChannels, s.GroupOutChannels * kernel, (row, k) =>
        {
            (int outChannel, int element) = Math.DivRem(k, kernel);
            return w[((((long)(firstOut + outChannel) * s.GroupInChannels) + row) * kernel) + kernel - 1 - element];
        });
        int plane = s.InHeight * s.InWidth;
        for (int n = 0; n < s.Batch; n++)
        {
            float* gradient = gy + ((((long)n * s.OutChannels) + firstOut) * source.Plane);
            float* target = gx + ((((long)n * s.InChannels) + firstIn) * plane);
            if (plane == source.Plane && kernel == 1)
            {
                Multiply(packed, new MatrixPanels<TSimd, TVector>(gradient, plane, 1), plane, target, plane);
                continue;
            }

            Multiply(packed, new PatchPanels<TSimd, TVector>(gradient, source, s.InWidth, 1, taps), plane, target, plane);
        }
    }

    /// <summary>
    /// All phases together, one row of each at a time: what they read of gy is packed once, and their results are put
    /// side by side in the cache before they go to memory.
    /// </summary>
    private void InputGradientByPhases(float* gy, float* w, float* gx, Conv2dShape s, int group)
    {
        InputGradientPhases phases = new(s);
        int kernel = s.KernelHeight * s.KernelWidth;
        int firstIn = group * s.GroupInChannels;
        int firstOut = group * s.GroupOutChannels;
        int depth = s.GroupOutChannels;
        using PackedMatrix packed = Pack(s.GroupInChannels, Math.Max(1, phases.Terms.Length) * depth, (row, k) =>
        {
            (int term, int outChannel) = Math.DivRem(k, depth);
            return phases.Terms.Length == 0
                ? 0
                : w[((((long)(firstOut + outChannel) * s.GroupInChannels) + row) * kernel) + phases.Terms[term].Element];
        });
        Pool.Run(s.Batch * phases.Rows, piece =>
        {
            (int n, int row) = Math.DivRem(piece, phases.Rows);
            InputGradientTask<TSimd, TVector>.Row(
                gy + ((((long)n * s.OutChannels) + firstOut) * s.OutHeight * s.OutWidth),
                packed,
                gx + ((((long)n * s.InChannels) + firstIn) * s.InHeight * s.InWidth),
                s,
                phases,
                row);
        });
    }
}
