using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ILComicGAN.Weights.Files;
using ILComicGAN.Weights.Pickle;

namespace ILComicGAN.Weights.NumPy;

/// <summary>The header of an .npy file: a Python dictionary of type, order and shape as text.</summary>
internal sealed partial class NpyHeader
{
    private const int Longest = 1 << 16;

    private NpyHeader(NumPyType type, bool columnMajor, long[] shape, long end) =>
        (Type, ColumnMajor, Shape, End) = (type, columnMajor, shape, end);

    public NumPyType Type { get; }

    public bool ColumnMajor { get; }

    public long[] Shape { get; }

    /// <summary>Where the data begins.</summary>
    public long End { get; }

    /// <param name="read">Fills bytes from a position on.</param>
    /// <param name="length">Bytes that there are.</param>
    /// <exception cref="FormatFault">It is damaged.</exception>
    public static NpyHeader Read(IStoredReader read, long length)
    {
        byte[] fixedPart = new byte[(int)Math.Min(12, length)];
        read.Read(0, fixedPart);
        if (fixedPart.Length < 12 || !fixedPart.AsSpan().StartsWith(NpyFile.Magic) || fixedPart[6] is < 1 or > 3)
        {
            throw new FormatFault("it does not begin as an array does");
        }

        bool wide = fixedPart[6] > 1;
        long textLength = wide ? BitConverter.ToUInt32(fixedPart, 8) : BitConverter.ToUInt16(fixedPart, 8);
        int start = wide ? 12 : 10;
        if (textLength > Longest || textLength > length - start)
        {
            throw new FormatFault($"its header would be {textLength:N0} bytes long");
        }

        byte[] text = new byte[textLength];
        read.Read(start, text);
        Match match = Pattern().Match(Encoding.UTF8.GetString(text));
        if (!match.Success)
        {
            throw new FormatFault("its header is damaged, or of a structured type", "save plain arrays of numbers");
        }

        long[] shape = [.. match.Groups["size"].Captures.Select(size =>
            long.TryParse(size.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out long value)
                ? value
                : throw new FormatFault("an array has too many elements"))];
        return new NpyHeader(NumPyType.Parse(match.Groups["type"].Value), match.Groups["order"].Value == "True", shape, start + textLength);
    }

    /// <summary>The array behind the header.</summary>
    /// <exception cref="FormatFault">It has another length than its shape.</exception>
    public StoredTensor ToTensor(StoredBytes data) =>
        new NumPyArray { Type = Type, Shape = Shape, ColumnMajor = ColumnMajor, Data = data }.ToTensor();

    [GeneratedRegex(
        @"^\{'descr': '(?<type>[^']{1,8})', 'fortran_order': (?<order>True|False), 'shape': \((?:(?<size>\d{1,19})(?:, ?|(?=\)))){0,32}\),? ?\}\s*$",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
