namespace ILComicGAN.PtxMachine.Programs;

/// <summary>A set of registers by number.</summary>
internal sealed class RegisterSet(int count)
{
    private readonly ulong[] _bits = new ulong[(count + 63) / 64];

    public bool this[int register]
    {
        get => (_bits[register >> 6] >> (register & 63) & 1) != 0;
        set => _bits[register >> 6] = value
            ? _bits[register >> 6] | (1UL << (register & 63))
            : _bits[register >> 6] & ~(1UL << (register & 63));
    }

    public IEnumerable<int> Members
    {
        get
        {
            for (int word = 0; word < _bits.Length; word++)
            {
                for (ulong left = _bits[word]; left != 0; left &= left - 1)
                {
                    yield return (word * 64) + System.Numerics.BitOperations.TrailingZeroCount(left);
                }
            }
        }
    }

    public void Fill() => Array.Fill(_bits, ulong.MaxValue);

    public void CopyTo(RegisterSet other) => _bits.CopyTo(other._bits, 0);

    /// <summary>this ← this ∪ (other ∖ without); whether it grew.</summary>
    public bool Add(RegisterSet other, RegisterSet? without = null)
    {
        bool grew = false;
        for (int i = 0; i < _bits.Length; i++)
        {
            ulong added = _bits[i] | (other._bits[i] & ~(without?._bits[i] ?? 0));
            grew |= added != _bits[i];
            _bits[i] = added;
        }

        return grew;
    }

    public void Intersect(RegisterSet other)
    {
        for (int i = 0; i < _bits.Length; i++)
        {
            _bits[i] &= other._bits[i];
        }
    }

    public bool SameAs(RegisterSet other) => _bits.AsSpan().SequenceEqual(other._bits);
}
