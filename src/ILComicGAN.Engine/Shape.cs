using System.Collections;
using ILComicGAN.Engine.Elementwise;

namespace ILComicGAN.Engine;

/// <summary>The sizes of a tensor, outermost first (NCHW for pictures). Row-major and contiguous throughout.</summary>
public readonly struct Shape : IEquatable<Shape>, IReadOnlyList<int>
{
    private readonly int[]? _sizes;

    /// <summary>A shape with the given sizes; none for a scalar.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    public Shape(params int[] sizes)
    {
        foreach (int size in sizes)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size, nameof(sizes));
        }

        _sizes = sizes;
    }

    /// <summary>Number of dimensions; 0 for a scalar.</summary>
    public int Rank => _sizes?.Length ?? 0;

    /// <summary>Number of elements.</summary>
    public long Count
    {
        get
        {
            long count = 1;
            for (int i = 0; i < Rank; i++)
            {
                count = checked(count * _sizes![i]);
            }

            return count;
        }
    }

    int IReadOnlyCollection<int>.Count => Rank;

    /// <summary>The size of dimension <paramref name="axis"/>; negative counts from the end.</summary>
    public int this[int axis] => _sizes![axis < 0 ? axis + Rank : axis];

    /// <summary>Compares sizes.</summary>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>Compares sizes.</summary>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);

    /// <summary>The shape that both broadcast to, by NumPy's rules.</summary>
    /// <exception cref="ArgumentException">Two sizes differ and neither is 1.</exception>
    public static Shape Broadcast(Shape a, Shape b)
    {
        if (a == b)
        {
            return a;
        }

        int rank = Math.Max(a.Rank, b.Rank);
        int[] sizes = new int[rank];
        for (int i = 1; i <= rank; i++)
        {
            int sa = i <= a.Rank ? a[-i] : 1;
            int sb = i <= b.Rank ? b[-i] : 1;
            if (sa != sb && sa != 1 && sb != 1)
            {
                throw new ArgumentException($"shapes {a} and {b} cannot be broadcast together");
            }

            sizes[^i] = Math.Max(sa, sb);
        }

        return new Shape(sizes);
    }

    /// <summary>The same shape with dimension <paramref name="axis"/> of another size.</summary>
    public Shape With(int axis, int size)
    {
        int[] sizes = ToArray();
        sizes[axis < 0 ? axis + Rank : axis] = size;
        return new Shape(sizes);
    }

    /// <summary>A copy of the sizes.</summary>
    public int[] ToArray() => _sizes is null ? [] : (int[])_sizes.Clone();

    /// <inheritdoc/>
    public bool Equals(Shape other) => _sizes.AsSpan().SequenceEqual(other._sizes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        for (int i = 0; i < Rank; i++)
        {
            hash.Add(_sizes![i]);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)(_sizes ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>As in “[1, 3, 256, 256]”.</summary>
    public override string ToString() => $"[{string.Join(", ", _sizes ?? [])}]";
}
