using System.Runtime.CompilerServices;
using ILComicGAN.Engine.Devices.Cpu.Simd;
using ILComicGAN.Engine.Elementwise;

namespace ILComicGAN.Engine.Devices.Cpu.Normalization;

/// <summary>
/// A normalization of one plane: LeakyReLU((x − mean)·scale + offset; slope). A convolution that applies it where it
/// reads computes the same bits as the pass of its own.
/// </summary>
internal readonly record struct PlaneNormalization(float Mean, float Scale, float Offset, float Slope)
{
    /// <summary>Writes what becomes of x [n], plus <paramref name="residual"/> where it is not null; y may be x.</summary>
    public unsafe void Run<TSimd, TVector>(float* x, float* residual, float* y, int n)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        int done = Loop<TSimd, TVector>(x, residual, y, 0, n, this);
        Loop<SimdScalar, float>(x, residual, y, done, n, this);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe int Loop<TS, TV>(float* x, float* residual, float* y, int i, int n, PlaneNormalization plane)
        where TS : ISimd<TV>
        where TV : unmanaged
    {
        NormalizedElements<TS, TV> map = new(plane);
        for (; i <= n - TS.Count; i += TS.Count)
        {
            TV z = map.Apply(TS.Load(x + i));
            TS.Store(residual is null ? z : TS.Add(TS.Load(residual + i), z), y + i);
        }

        return i;
    }
}
