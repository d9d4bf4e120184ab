using System.Runtime.CompilerServices;

namespace ILComicGAN.Engine.Devices.Cpu;

/// <summary>Copies short runs of floats by vectors, where a call of the framework's copy would take longer than the copy.</summary>
internal static unsafe class Neighbours<TSimd, TVector>
    where TSimd : ISimd<TVector>
    where TVector : unmanaged
{
    /// <summary>target[i] = source[i] for <paramref name="count"/> floats, first to last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(float* source, int count, float* target)
    {
        int i = 0;
        for (; i <= count - TSimd.Count; i += TSimd.Count)
        {
            TSimd.Store(TSimd.Load(source + i), target + i);
        }

        for (; i < count; i++)
        {
            target[i] = source[i];
        }
    }
}
