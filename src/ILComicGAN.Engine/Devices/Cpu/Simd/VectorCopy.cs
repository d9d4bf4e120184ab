using System.Runtime.CompilerServices;
using ILComicGAN.Engine.Contract;

namespace ILComicGAN.Engine.Devices.Cpu.Simd;

/// <summary>Copies short runs of floats by vectors, where a call of the framework's copy would take longer than the copy.</summary>
internal static unsafe class VectorCopy<TSimd, TVector>
    where TSimd : ISimd<TVector>
    where TVector : unmanaged
{
    /// <summary>target[i] = source[i] for <paramref name="count"/> floats that do not overlap.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(float* source, int count, float* target)
    {
        int i = 0;
        for (; i <= count - TSimd.Count; i += TSimd.Count)
        {
            TSimd.Store(TSimd.Load(source + i), target + i);
        }

        if (count >= TSimd.Count)
        {
            // The last vector again covers what is left.
            TSimd.Store(TSimd.Load(source + count - TSimd.Count), target + count - TSimd.Count);
            return;
        }

        for (; i < count; i++)
        {
            target[i] = source[i];
        }
    }
}
