namespace ILComicGAN.Engine.Devices.Cpu.Simd;

/// <summary>Rearrangements for vectors without permutations of two.</summary>
internal static unsafe class Phases
{
    /// <summary>target[k·<paramref name="stride"/> + i] = source[ways·i + k] for <paramref name="count"/> values of i.</summary>
    public static void Split(int ways, float* source, float* target, int stride, int count)
    {
        for (int k = 0; k < ways; k++, target += stride)
        {
            for (int i = 0; i < count; i++)
            {
                target[i] = source[(ways * i) + k];
            }
        }
    }

    /// <summary>target[ways·i + k] = phases[k·<paramref name="count"/> + i].</summary>
    public static void Merge(int ways, float* phases, float* target, int count)
    {
        for (int k = 0; k < ways; k++, phases += count)
        {
            for (int i = 0; i < count; i++)
            {
                target[(ways * i) + k] = phases[i];
            }
        }
    }

    /// <summary>target[c·targetStride + r] = source[r·sourceStride + c] for <paramref name="count"/> rows and columns.</summary>
    public static void Transpose(float* source, long sourceStride, float* target, long targetStride, int count)
    {
        for (int r = 0; r < count; r++)
        {
            for (int c = 0; c < count; c++)
            {
                target[(c * targetStride) + r] = source[(r * sourceStride) + c];
            }
        }
    }
}
