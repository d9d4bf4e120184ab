namespace ILComicGAN.Engine.Devices.Cpu;

/// <summary>Rearrangements for vectors without permutations of two.</summary>
internal static unsafe class Phases
{
    /// <summary>target[k·<paramref name="stride"/> + i] = source[4·i + k] for <paramref name="count"/> values of i.</summary>
    public static void Split(float* source, float* target, int stride, int count)
    {
        for (int i = 0; i < 4 * count; i++)
        {
            target[((i & 3) * stride) + (i >> 2)] = source[i];
        }
    }

    /// <summary>target[4·i + k] = phases[k·<paramref name="count"/> + i].</summary>
    public static void Merge(float* phases, float* target, int count)
    {
        for (int i = 0; i < 4 * count; i++)
        {
            target[i] = phases[((i & 3) * count) + (i >> 2)];
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
