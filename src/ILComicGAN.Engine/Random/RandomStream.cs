using ILComicGAN.Engine.Elementwise;

namespace ILComicGAN.Engine.Random;

/// <summary>
/// A deterministic stream of random numbers that is a pure function of (seed, stream, position):
/// Philox 4×32 with ten rounds (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3").
/// </summary>
/// <remarks>
/// Nothing is shared between two streams, so background threads may draw in any order and a resumed
/// run needs to know only where it stands, not what was drawn before. Not for cryptography.
/// </remarks>
public sealed class RandomStream
{
    private readonly uint _key0;
    private readonly uint _key1;
    private readonly ulong _stream;
    private ulong _block;
    private uint _r0, _r1, _r2, _r3;
    private int _left;
    private double _spareNormal = double.NaN;

    /// <summary>Opens the stream <paramref name="stream"/> of <paramref name="seed"/> at its beginning.</summary>
    /// <param name="seed">The run's seed; any value.</param>
    /// <param name="stream">Which of the seed's 2⁶⁴ independent streams.</param>
    public RandomStream(ulong seed, ulong stream)
    {
        _key0 = (uint)seed;
        _key1 = (uint)(seed >> 32);
        _stream = stream;
    }

    /// <summary>The stream for element <paramref name="index"/> of a named family of streams.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="family">What is drawn, as a small number, so that purposes never share numbers (below 2¹⁶).</param>
    /// <param name="index">Which one of the family (sample number, step, layer; below 2⁴⁸).</param>
    public static RandomStream For(ulong seed, ushort family, long index) =>
        new(seed, ((ulong)family << 48) | ((ulong)index & 0xFFFF_FFFF_FFFFUL));

    /// <summary>A uniformly distributed 32-bit number.</summary>
    public uint NextUInt32()
    {
        if (_left == 0)
        {
            Generate();
        }

        return (_left--) switch
        {
            4 => _r0,
            3 => _r1,
            2 => _r2,
            _ => _r3,
        };
    }

    /// <summary>Uniform in [0, 1), 24 random bits.</summary>
    public float NextSingle() => (NextUInt32() >> 8) * (1f / (1 << 24));

    /// <summary>Uniform in [0, 1), 53 random bits.</summary>
    public double NextDouble() =>
        ((((ulong)NextUInt32() << 32) | NextUInt32()) >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [0, <paramref name="bound"/>), without bias.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is not positive.</exception>
    public int NextInt32(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        // Lemire's multiply-and-reject: the low half decides whether the draw falls in the uneven rest.
        uint range = (uint)bound;
        ulong product = (ulong)NextUInt32() * range;
        if ((uint)product < range)
        {
            uint threshold = (0u - range) % range;
            while ((uint)product < threshold)
            {
                product = (ulong)NextUInt32() * range;
            }
        }

        return (int)(product >> 32);
    }

    /// <summary>Normally distributed, mean 0, variance 1 (Box and Muller).</summary>
    public double NextNormal()
    {
        if (!double.IsNaN(_spareNormal))
        {
            double spare = _spareNormal;
            _spareNormal = double.NaN;
            return spare;
        }

        double radius = Math.Sqrt(-2 * Math.Log(1 - NextDouble()));
        (double sin, double cos) = Math.SinCos(2 * Math.PI * NextDouble());
        _spareNormal = radius * sin;
        return radius * cos;
    }

    /// <summary>Fills <paramref name="values"/> with normally distributed numbers.</summary>
    public void FillNormal(Span<float> values, double mean = 0, double deviation = 1)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)(mean + (deviation * NextNormal()));
        }
    }

    /// <summary>Fills <paramref name="values"/> with numbers uniform in [<paramref name="low"/>, <paramref name="high"/>).</summary>
    public void FillUniform(Span<float> values, float low, float high)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = low + ((high - low) * NextSingle());
        }
    }

    /// <summary>A random order of 0 … <paramref name="count"/> − 1 (Fisher and Yates).</summary>
    public int[] Permutation(int count)
    {
        int[] order = new int[count];
        for (int i = 0; i < count; i++)
        {
            int j = NextInt32(i + 1);
            order[i] = order[j];
            order[j] = i;
        }

        return order;
    }

    private void Generate()
    {
        uint c0 = (uint)_block, c1 = (uint)(_block >> 32), c2 = (uint)_stream, c3 = (uint)(_stream >> 32);
        uint k0 = _key0, k1 = _key1;
        for (int round = 0; round < 10; round++)
        {
            ulong p0 = 0xD2511F53UL * c0;
            ulong p1 = 0xCD9E8D57UL * c2;
            (c0, c1, c2, c3) = ((uint)(p1 >> 32) ^ c1 ^ k0, (uint)p1, (uint)(p0 >> 32) ^ c3 ^ k1, (uint)p0);
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }

        (_r0, _r1, _r2, _r3) = (c0, c1, c2, c3);
        _block++;
        _left = 4;
    }
}
