using ILComicGAN.Engine.Devices.Cpu.MatrixProduct;
using ILComicGAN.Engine.Devices.Cpu.Simd;
using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Devices.Cpu.Normalization;

/// <summary>
/// The moments of each plane (sample, channel) of a convolution's result, gathered piece by piece: whoever has written
/// one looks at it again while it is in the cache. Pieces are put together in their order, and where they end depends on
/// sizes only, so the number of threads does not show.
/// </summary>
/// <param name="allocator">For the pieces' moments.</param>
/// <param name="batch">N.</param>
/// <param name="channels">C.</param>
internal sealed unsafe class OutputMoments<TSimd, TVector>(Memory.CachingAllocator allocator, int batch, int channels) : IDisposable
    where TSimd : ISimd<TVector>
    where TVector : unmanaged
{
    private CpuScratchBuffer? _memory;
    private int _pieces;

    /// <summary>Whether the convolution gathers; otherwise its result has to be read again.</summary>
    public bool IsGathered => _memory is not null;

    private Moments* Pieces => (Moments*)_memory!.Values;

    /// <summary>Says into how many pieces each plane is cut at most. Called before the work is given to threads.</summary>
    public void Begin(int pieces)
    {
        if (_memory is null)
        {
            _pieces = pieces;
            long count = (long)batch * pieces * channels;
            _memory = new CpuScratchBuffer(allocator, count * sizeof(Moments) / sizeof(float));
            for (long i = 0; i < count; i++)
            {
                Pieces[i] = default;
            }
        }
        else if (pieces != _pieces)
        {
            throw new InvalidOperationException($"planes are cut into {_pieces} pieces, not into {pieces}");
        }
    }

    /// <summary>
    /// Adds rows×columns values that were just written, at most <see cref="RowSums{TSimd, TVector}.Run"/> of them or a
    /// single row, to a piece. One thread at a time adds to the same piece of a plane, in an order that is always the same.
    /// </summary>
    /// <param name="sample">n.</param>
    /// <param name="channel">c.</param>
    /// <param name="piece">From 0 on.</param>
    /// <param name="y">The first value.</param>
    /// <param name="stride">Floats from one row to the next.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Values of a row.</param>
    public void Gather(int sample, int channel, int piece, float* y, long stride, int rows, int columns)
    {
        Moments* at = Pieces + (((((long)sample * _pieces) + piece) * channels) + channel);
        *at = at->And(rows == 1
            ? RowSums<TSimd, TVector>.Moments(y, columns)
            : RowSums<TSimd, TVector>.BlockMoments(y, stride, rows, columns));
    }

    /// <summary>All pieces of plane n·C + c together.</summary>
    public Moments Of(int plane)
    {
        (int sample, int channel) = Math.DivRem(plane, channels);
        Moments* first = Pieces + ((long)sample * _pieces * channels) + channel;
        Moments all = default;
        for (int piece = 0; piece < _pieces; piece++)
        {
            all = all.And(first[(long)piece * channels]);
        }

        return all;
    }

    public void Dispose() => _memory?.Dispose();
}
