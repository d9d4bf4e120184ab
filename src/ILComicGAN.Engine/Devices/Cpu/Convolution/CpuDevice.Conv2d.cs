using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Devices.Cpu;

internal sealed unsafe partial class CpuDevice<TSimd, TVector>
{
    public override void Conv2d(
        DeviceBuffer x, DeviceBuffer w, DeviceBuffer? bias, DeviceBuffer y, in Conv2dShape shape, double slope = 1)
    {
        Convolve(x, w, bias, y, shape);
        if (slope != 1)
        {
            Unary(UnaryOp.LeakyRelu, y, y, slope, 0);
        }
    }

    private void Convolve(DeviceBuffer x, DeviceBuffer w, DeviceBuffer? bias, DeviceBuffer y, in Conv2dShape shape)
    {
        Conv2dShape s = shape;
        float* input = Of(x);
        float* weight = Of(w);
        float* output = Of(y);
        float* offset = OrNull(bias);
        if (s.GroupInChannels == 1 && s.GroupOutChannels == 1)
        {
            DepthwiseForward(input, weight, offset, output, s);
            return;
        }

        Tap[] taps = ForwardTaps(s);
        int depth = s.GroupInChannels * taps.Length;
        long inPlane = (long)s.InHeight * s.InWidth;
        long outPlane = (long)s.OutHeight * s.OutWidth;
        for (int group = 0; group < s.Groups; group++)
        {
            int firstOut = group * s.GroupOutChannels;
            float* rows = weight + ((long)firstOut * depth);
            using PackedMatrix packed = Pack(s.GroupOutChannels, depth, (row, k) => rows[((long)row * depth) + k]);
            for (int n = 0; n < s.Batch; n++)
            {
                float* picture = input + ((((long)n * s.InChannels) + (group * s.GroupInChannels)) * inPlane);
                PatchPanels patches = new(picture, s.InHeight, s.InWidth, s.OutWidth, s.Stride, taps);
                Multiply(
                    packed,
                    patches,
                    (int)outPlane,
                    output + ((((long)n * s.OutChannels) + firstOut) * outPlane),
                    outPlane,
                    offset is null ? null : offset + firstOut);
            }
        }
    }

    private static Tap[] ForwardTaps(in Conv2dShape s)
    {
        Tap[] taps = new Tap[s.KernelHeight * s.KernelWidth];
        for (int i = 0; i < taps.Length; i++)
        {
            taps[i] = new Tap((i / s.KernelWidth) - s.Padding, (i % s.KernelWidth) - s.Padding);
        }

        return taps;
    }
}
