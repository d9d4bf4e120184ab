using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Devices.Cpu;

/// <summary>
/// The transformed kernels of weights that are used again and again: a network that only computes transforms them once, not
/// for every picture. They are kept from the second use on, compared with the weights each time, and freed with their buffer.
/// </summary>
/// <param name="allocator">For what is kept.</param>
/// <param name="count">Weights.</param>
internal sealed unsafe class KeptKernels(CachingAllocator allocator, long count) : IDisposable
{
    /// <summary>Weights that one thread compares at a time.</summary>
    private const long Piece = 64 * 1024;

    private readonly CpuScratchBuffer _weights = new(allocator, count);
    private PackedMatrix? _kernels;
    private ConvolutionWay _way = ConvolutionWay.Direct;

    /// <summary>Calls <paramref name="convolve"/> with the kernels of one way.</summary>
    /// <param name="way">Which one.</param>
    /// <param name="weights">Of which kernels.</param>
    /// <param name="pool">To compare them.</param>
    /// <param name="transform">Makes the kernels.</param>
    /// <param name="convolve">Uses them.</param>
    public void Use(
        ConvolutionWay way, float* weights, WorkerPool pool, Func<PackedMatrix> transform, Action<PackedMatrix> convolve)
    {
        if (way == _way && Equal(weights, pool))
        {
            convolve(_kernels ??= transform());
            return;
        }

        Forget();
        new ReadOnlySpan<float>(weights, (int)count).CopyTo(new Span<float>(_weights.Values, (int)count));
        _way = way;
        using PackedMatrix once = transform();
        convolve(once);
    }

    public void Dispose()
    {
        Forget();
        _weights.Dispose();
    }

    private void Forget()
    {
        _kernels?.Dispose();
        _kernels = null;
    }

    private bool Equal(float* weights, WorkerPool pool)
    {
        float* known = _weights.Values;
        int different = 0;
        pool.Run((int)((count + Piece - 1) / Piece), piece =>
        {
            (long from, int length) = (piece * Piece, (int)Math.Min(Piece, count - (piece * Piece)));
            // By bits: a weight that is no number is itself again.
            if (!new ReadOnlySpan<int>(known + from, length).SequenceEqual(new ReadOnlySpan<int>(weights + from, length)))
            {
                Interlocked.Exchange(ref different, 1);
            }
        });
        return different == 0;
    }
}
