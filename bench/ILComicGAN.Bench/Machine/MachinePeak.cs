using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Engine.Devices.Cpu.Simd;

namespace ILComicGAN.Bench.Machine;

/// <summary>What the machine can do at most with some threads, measured.</summary>
/// <param name="FloatingPoint">Single-precision operations a second; a fused multiply-add is two.</param>
/// <param name="Bandwidth">Bytes a second, read and written, of a[i] = b[i] + s·c[i] over more than the caches hold.</param>
internal sealed record MachinePeak(double FloatingPoint, double Bandwidth)
{
    private const int Rounds = 7;
    private const int Chains = 12; // as in MultiplyAdd
    private const long Steps = 3_000_000;
    private const int TriadLength = 32 * 1024 * 1024;

    /// <summary>Where the chains end, so that they have to be computed.</summary>
    private static float s_sum;

    /// <summary>The best of some rounds: nothing can be faster than the machine, but anything can disturb it.</summary>
    public static MachinePeak Measure(int threads)
    {
        float[] a = GC.AllocateUninitializedArray<float>(TriadLength);
        float[] b = new float[TriadLength];
        float[] c = new float[TriadLength];
        Array.Fill(b, 1);
        Array.Fill(c, 2);
        (Action multiplyAdd, int width) = CpuDevice.BestLevel switch
        {
            SimdLevel.Vector512 => ((Action)MultiplyAdd<Simd512, Vector512<float>>, Simd512.Count),
            SimdLevel.Vector256 => (MultiplyAdd<Simd256, Vector256<float>>, Simd256.Count),
            SimdLevel.Vector128 => (MultiplyAdd<Simd128, Vector128<float>>, Simd128.Count),
            _ => (MultiplyAdd<SimdScalar, float>, SimdScalar.Count),
        };
        double flops = 0;
        double bytes = 0;
        for (int round = 0; round < Rounds; round++)
        {
            flops = Math.Max(flops, threads * Steps * Chains * width * 2.0 / OnAll(threads, _ => multiplyAdd()));
            bytes = Math.Max(bytes, 3.0 * sizeof(float) * TriadLength / OnAll(threads, thread => Triad(a, b, c, thread, threads)));
        }

        return new MachinePeak(flops, bytes);
    }

    private static double OnAll(int threads, Action<int> work)
    {
        using Barrier barrier = new(threads + 1);
        Thread[] all = [.. Enumerable.Range(0, threads).Select(thread => new Thread(() =>
        {
            barrier.SignalAndWait();
            work(thread);
            barrier.SignalAndWait();
        }))];
        foreach (Thread thread in all)
        {
            thread.Start();
        }

        barrier.SignalAndWait();
        Stopwatch clock = Stopwatch.StartNew();
        barrier.SignalAndWait();
        double seconds = clock.Elapsed.TotalSeconds;
        foreach (Thread thread in all)
        {
            thread.Join();
        }

        return seconds;
    }

    // Twelve chains that do not wait for each other, more than two units with a latency of four need; all in registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyAdd<TSimd, TVector>()
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        (TVector m, TVector s) = (TSimd.Create(0.999f), TSimd.Create(0.001f));
        TVector a = s, b = s, c = s, d = s, e = s, f = s, g = s, h = s, i = s, j = s, k = s, l = s;
        for (long step = 0; step < Steps; step++)
        {
            a = TSimd.MultiplyAdd(a, m, s);
            b = TSimd.MultiplyAdd(b, m, s);
            c = TSimd.MultiplyAdd(c, m, s);
            d = TSimd.MultiplyAdd(d, m, s);
            e = TSimd.MultiplyAdd(e, m, s);
            f = TSimd.MultiplyAdd(f, m, s);
            g = TSimd.MultiplyAdd(g, m, s);
            h = TSimd.MultiplyAdd(h, m, s);
            i = TSimd.MultiplyAdd(i, m, s);
            j = TSimd.MultiplyAdd(j, m, s);
            k = TSimd.MultiplyAdd(k, m, s);
            l = TSimd.MultiplyAdd(l, m, s);
        }

        // Summed without an array, which would keep the chains in memory.
        TVector sum = TSimd.Add(TSimd.Add(TSimd.Add(a, b), TSimd.Add(c, d)), TSimd.Add(TSimd.Add(e, f), TSimd.Add(g, h)));
        s_sum = TSimd.Sum(TSimd.Add(sum, TSimd.Add(TSimd.Add(i, j), TSimd.Add(k, l))));
    }

    private static void Triad(float[] a, float[] b, float[] c, int part, int parts)
    {
        int from = (int)((long)TriadLength * part / parts);
        int to = (int)((long)TriadLength * (part + 1) / parts);
        int width = Vector<float>.Count;
        Vector<float> s = new(0.5f);
        for (int i = from; i <= to - width; i += width)
        {
            ((new Vector<float>(c, i) * s) + new Vector<float>(b, i)).CopyTo(a, i);
        }
    }
}
