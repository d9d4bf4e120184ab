using ILGPU;

namespace ILComicGAN.Inspection.Tests;

/// <summary>Kernels with the faults that the check must find.</summary>
internal static class BrokenKernels
{
    /// <summary>Sixteen accumulators in an array: they land in local memory.</summary>
    public static void ArrayOfAccumulators(ArrayView<float> x, ArrayView<float> y, int count)
    {
        float[] sums = new float[16];
        for (int i = 0; i < count; i++)
        {
            sums[i % 16] += x[i];
        }

        for (int i = 0; i < 16; i++)
        {
            y[i] = sums[i];
        }
    }

    /// <summary>Legal for ILGPU; its instruction does not exist.</summary>
    public static void InstructionThatIsNone(ArrayView<float> x, ArrayView<float> y)
    {
        float result = x[0];
        ILGPU.Runtime.Cuda.CudaAsm.Emit("tanh.approx.ftz.f64 %0, %1;", out float value, result);
        y[0] = value;
    }

    /// <summary>Strings cannot be on a device.</summary>
    public static void NotForDevices(ArrayView<float> y, int value)
    {
        y[0] = value.ToString(System.Globalization.CultureInfo.InvariantCulture).Length;
    }

    /// <summary>Nothing is wrong with it, except for whom a loop of multiply-adds was promised.</summary>
    public static void Copy(ArrayView<float> x, ArrayView<float> y) => y[Group.IdxX] = x[Group.IdxX];
}
