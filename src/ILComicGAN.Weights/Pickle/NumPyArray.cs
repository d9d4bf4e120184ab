using ILComicGAN.Weights.Files;

namespace ILComicGAN.Weights.Pickle;

/// <summary>A pickled NumPy array; its state is set after it was made.</summary>
internal sealed class NumPyArray
{
    public NumPyType? Type { get; set; }

    public long[] Shape { get; set; } = [];

    public bool ColumnMajor { get; set; }

    /// <summary>The numbers, or null for an array of objects.</summary>
    public StoredBytes? Data { get; set; }

    /// <summary>The elements of an array of objects.</summary>
    public List<object?>? Objects { get; set; }

    /// <exception cref="FormatFault">It has no numbers, or not those of its shape.</exception>
    public StoredTensor ToTensor()
    {
        if (Type?.Type is not { } type || Data is null)
        {
            throw new FormatFault($"an array of type '{Printable.Of(Type?.Name ?? "?")}' is no array of numbers", "save weights as float32");
        }

        StoredTensor tensor = StoredTensor.View(
            Data, type, Shape, strides: ColumnMajor ? StoredTensor.ColumnMajor(Shape) : default, bigEndian: Type.BigEndian);
        return (long)tensor.Count * NumberReader.SizeOf(type) == Data.Length
            ? tensor
            : throw new FormatFault("an array's data has another length than its shape");
    }
}
