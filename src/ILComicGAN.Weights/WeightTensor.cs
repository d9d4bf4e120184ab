using ILComicGAN.Weights.Files;

namespace ILComicGAN.Weights;

/// <summary>A named array of a weight file. Its numbers come as float32, whatever the file stores.</summary>
public sealed class WeightTensor
{
    private readonly StoredTensor? _stored;
    private readonly WeightOrigin? _origin;
    private float[]? _values;

    /// <summary>Names values; the array is not copied.</summary>
    /// <param name="name">As in the network.</param>
    /// <param name="shape">Sizes, outermost first; empty for a scalar.</param>
    /// <param name="values">Row-major.</param>
    /// <param name="sourceType">How the file stored them.</param>
    /// <exception cref="ArgumentException">The number of values is not that of the shape.</exception>
    public WeightTensor(string name, int[] shape, float[] values, WeightType sourceType = WeightType.Float32)
    {
        long count = shape.Aggregate(1L, (product, size) => checked(product * size));
        if (count != values.Length)
        {
            throw new ArgumentException($"{values.Length} values do not fill shape [{string.Join(", ", shape)}]", nameof(values));
        }

        (Name, Shape, Count, SourceType, _values) = (name, shape, values.Length, sourceType, values);
    }

    internal WeightTensor(string name, StoredTensor stored, WeightOrigin origin) =>
        (Name, Shape, Count, SourceType, _stored, _origin) = (name, stored.Shape, stored.Count, stored.Type, stored, origin);

    /// <summary>As in the file, or in the network that it was mapped to.</summary>
    public string Name { get; }

    /// <summary>Sizes, outermost first.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>Number of elements.</summary>
    public int Count { get; }

    /// <summary>How the file stores them.</summary>
    public WeightType SourceType { get; }

    /// <summary>Row-major values; of a file they are read at the first use and kept.</summary>
    /// <exception cref="WeightFormatException">The data is damaged.</exception>
#pragma warning disable CA1819 // The values go to a device as they are; a copy would double the memory.
    public float[] Values
#pragma warning restore CA1819
    {
        get
        {
            if (_values is null)
            {
                float[] values = new float[Count];
                CopyTo(values);
                _values = values;
            }

            return _values;
        }
    }

    /// <summary>Reads the row-major values into <paramref name="target"/> without keeping them.</summary>
    /// <exception cref="ArgumentException">The target is not <see cref="Count"/> long.</exception>
    /// <exception cref="WeightFormatException">The data is damaged.</exception>
    public unsafe void CopyTo(Span<float> target)
    {
        if (target.Length != Count)
        {
            throw new ArgumentException($"{Count} values do not fit in {target.Length}", nameof(target));
        }

        if (_values is not null)
        {
            _values.CopyTo(target);
            return;
        }

        fixed (float* first = target)
        {
            nint address = (nint)first;
            _origin!.Explain(() =>
            {
                _stored!.Read(new Span<float>((void*)address, Count));
                return 0;
            });
        }
    }

    /// <summary>The same numbers under another name, with axis <c>axes[i]</c> in place i; in their order if empty.</summary>
    /// <exception cref="ArgumentException">The axes are not those of the tensor.</exception>
    public WeightTensor As(string name, params ReadOnlySpan<int> axes)
    {
        if (!axes.IsEmpty && !axes.ToArray().Order().SequenceEqual(Enumerable.Range(0, Shape.Count)))
        {
            throw new ArgumentException($"[{string.Join(", ", axes.ToArray())}] are not the axes of a tensor with {Shape.Count}", nameof(axes));
        }

        if (_values is not null && axes.IsEmpty)
        {
            return new WeightTensor(name, [.. Shape], _values, SourceType);
        }

        // What was read is taken from memory: the file may be closed.
        StoredTensor stored = _values is null
            ? _stored!
            : StoredTensor.View(new FloatBytes(_values), WeightType.Float32, [.. Shape.Select(size => (long)size)], bigEndian: !BitConverter.IsLittleEndian);
        return new WeightTensor(name, axes.IsEmpty ? stored : stored.Permute(axes), _origin ?? new WeightOrigin("memory", "memory"));
    }
}
