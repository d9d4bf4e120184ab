using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

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

    /// <summary>The best of some rounds: nothing can be faster than the machine, but anything can disturb it.</summary>
    public static MachinePeak Measure(int threads)
    {
        float[] a = GC.AllocateUninitializedArray<float>(TriadLength);
        float[] b = new float[TriadLength];
        float[] c = new float[TriadLength];
        Array.Fill(b, 1);
        Array.Fill(c, 2);
        int width = Vector512.IsHardwareAccelerated ? 16 : Vector256.IsHardwareAccelerated ? 8 : 4;
        double flops = 0;
        double bytes = 0;
        for (int round = 0; round < Rounds; round++)
        {
            flops = Math.Max(flops, threads * Steps * Chains * width * 2.0 / OnAll(threads, _ => MultiplyAdd()));
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

    private static void MultiplyAdd() => GC.KeepAlive(
        Vector512.IsHardwareAccelerated ? MultiplyAdd<Fused512, Vector512<float>>()
        : Vector256.IsHardwareAccelerated ? MultiplyAdd<Fused256, Vector256<float>>()
        : MultiplyAdd<Fused128, Vector128<float>>());

    // Twelve chains that do not wait for each other, more than two units with a latency of four need; all in registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float MultiplyAdd<TFused, TVector>()
        where TFused : IFusedMultiplyAdd<TVector>
    {
        (TVector m, TVector s) = (TFused.Create(0.999f), TFused.Create(0.001f));
        TVector a = s, b = s, c = s, d = s, e = s, f = s, g = s, h = s, i = s, j = s, k = s, l = s;
        for (long step = 0; step < Steps; step++)
        {
            a = TFused.Compute(a, m, s);
            b = TFused.Compute(b, m, s);
            c = TFused.Compute(c, m, s);
            d = TFused.Compute(d, m, s);
            e = TFused.Compute(e, m, s);
            f = TFused.Compute(f, m, s);
            g = TFused.Compute(g, m, s);
            h = TFused.Compute(h, m, s);
            i = TFused.Compute(i, m, s);
            j = TFused.Compute(j, m, s);
            k = TFused.Compute(k, m, s);
            l = TFused.Compute(l, m, s);
        }

        // Summed without an array, which would keep the chains in memory.
        return TFused.First(a) + TFused.First(b) + TFused.First(c) + TFused.First(d) + TFused.First(e) + TFused.First(f)
            + TFused.First(g) + TFused.First(h) + TFused.First(i) + TFused.First(j) + TFused.First(k) + TFused.First(l);
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
