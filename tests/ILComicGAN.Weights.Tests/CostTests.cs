using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using ILComicGAN.Weights.Files;
using ILComicGAN.Weights.Fuzz;

namespace ILComicGAN.Weights.Tests;

/// <summary>A file of n bytes costs at most 64 MiB + 4 n and 1 s + 50 ns · n, read or refused, whatever is in it.</summary>
[NonParallelizable]
public sealed class CostTests
{
    public static IEnumerable<TestCaseData> Files()
    {
        yield return Case("pickle: dictionaries of long names within each other", NestedNames(keys: 16, depth: 4, length: 250));
        yield return Case("pickle: the same, a list at the bottom", NestedNames(keys: 10, depth: 5, length: 250));
        yield return Case("pickle: a megabyte of dictionaries", Pickle(Enumerable.Repeat((byte)'}', 1 << 20)));
        yield return Case("pickle: a megabyte of lists in lists", Pickle([.. Enumerable.Repeat((byte)']', 1 << 19), .. Enumerable.Repeat((byte)'a', 1 << 19)]));
        yield return Case("pickle: ten million numbers", Pickle(Repeat("K\u0001"u8, 5_000_000)));
        yield return Case("pickle: two million remembered", Pickle([(byte)'}', .. Numbered('r', 400_000)]));
        yield return Case("pickle: classes by name", Pickle(Repeat("ctorch\nFloatStorage\n"u8, 100_000)));
        yield return Case("pickle: keys made of recalled bytes", RecalledKeys());
        yield return Case("safetensors: 400,000 empty tensors", EmptyTensors(400_000));
        yield return Case("safetensors: 30,000 empty tensors", EmptyTensors(30_000));
        yield return Case("safetensors: a name of a megabyte", Safetensors($"{{\"{new string('x', 1 << 20)}\":{{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}}}"));
        yield return Case("safetensors: a shape of a million", Safetensors($"{{\"x\":{{\"dtype\":\"F32\",\"shape\":[{string.Join(',', Enumerable.Repeat("1", 1_000_000))}],\"data_offsets\":[0,0]}}}}"));
        yield return Case("safetensors: ten megabytes of metadata", Safetensors($"{{\"__metadata__\":{{{string.Join(',', Enumerable.Range(0, 500_000).Select(i => $"\"{i}\":\"abcdefgh\""))}}}}}"));
        yield return Case("safetensors: a long metadata text", Safetensors($"{{\"__metadata__\":{{\"a\":\"{new string('x', 20 << 20)}\"}}}}"));
        yield return Case("torch: views with gaps through all of the file", Views(storage: 4 << 20, views: 2000, count: 1000, stride: 1040));
        yield return Case("torch: a view that overlaps itself", Views(storage: 1 << 20, views: 1, count: 500, stride: 1, rows: 500));
        yield return Case("torch: the whole storage, fifty times", Views(storage: 4 << 20, views: 50, count: 1 << 20, stride: 1));
        yield return Case("torch: one number, as often as the file is long", Views(storage: 4 << 20, views: 1, count: 4 << 20, stride: 0));
        yield return Case("npz: zeros that unpack to sixty times as much", Bomb(entries: 1, megabytes: 300));
        yield return Case("npz: many zeros", Bomb(entries: 200, megabytes: 2));
        yield return Case("npz: many small arrays", Bomb(entries: 30_000, megabytes: 0));
        yield return Case("zip: entries of long names", LongNames(3_000, 20_000));
        yield return Case("onnx: metadata", [8, 7, .. Repeat([0x72, 6, 0x0A, 1, 65, 0x12, 1, 66], 500_000), 0x3A, 0]);
        yield return Case("onnx: empty initializers", Initializers(300_000));
        yield return Case("onnx: initializers of no numbers", [8, 7, 0x3A, .. Varint(1_000_000 * 4), .. Repeat([0x2A, 2, 0x10, 8], 1_000_000)]);

        static TestCaseData Case(string name, byte[] file) => new TestCaseData(file).SetName($"Cost of {name}");
    }

    [TestCaseSource(nameof(Files))]
    public void IsBounded(byte[] file)
    {
        GC.Collect();
        Verdict verdict = Verdict.Of(file);
        TestContext.Out.WriteLine($"{file.Length:N0} bytes: {(verdict.Loaded ? "loaded" : "refused")}, {verdict.Allocated:N0} allocated, {verdict.Busy.TotalMilliseconds:N0} ms");
        Assert.That(verdict.Complaint, Is.Null);
    }

    /// <summary>What real files have is read still: slices, transposed and repeated views, shared storages.</summary>
    [TestCase(1000, 3, 1, 1000)]
    [TestCase(100, 0, 1, 1)]
    [TestCase(20, 1, 20, 20)]
    [TestCase(20, 20, 20, 1)]
    public void HonestViewsAreRead(int count, int stride, int rows, int rowStride)
    {
        byte[] file = Views(storage: 1 << 14, views: 3, count, stride, rows, rowStride);
        using WeightFile weights = WeightFile.Open("x.pth", new MemoryBytes(file));
        foreach (WeightTensor tensor in weights.Tensors)
        {
            float[] expected = [.. Enumerable.Range(0, rows).SelectMany(row => Enumerable.Range(0, count).Select(i => (float)((row * rowStride) + (i * stride))))];
            Assert.That(tensor.Values, Is.EqualTo(expected));
        }
    }

    [Test]
    public void ViewsThatOverlapAreSaid() => Assert.That(
        () => WeightFile.Open("x.pth", new MemoryBytes(Views(storage: 1 << 12, views: 1, count: 10, stride: 2, rows: 10, rowStride: 3))),
        Throws.TypeOf<WeightFormatException>().With.Message.Contains("contiguous()"));

    private static byte[] Pickle(IEnumerable<byte> code) => [0x80, 2, .. code, (byte)'.'];

    private static byte[] Repeat(ReadOnlySpan<byte> piece, int count)
    {
        byte[] bytes = new byte[piece.Length * count];
        for (int i = 0; i < count; i++)
        {
            piece.CopyTo(bytes.AsSpan(i * piece.Length));
        }

        return bytes;
    }

    private static IEnumerable<byte> Numbered(char op, int count) =>
        Enumerable.Range(0, count).SelectMany(i => new[] { (byte)op, (byte)i, (byte)(i >> 8), (byte)(i >> 16), (byte)0 });

    /// <summary>Each level is a dictionary of many long keys, all of them for the level below.</summary>
    private static byte[] NestedNames(int keys, int depth, int length)
    {
        List<byte> code = [.. "]q\0"u8];
        for (int level = 0; level < depth; level++)
        {
            code.AddRange([(byte)'}', (byte)'(']);
            for (int key = 0; key < keys; key++)
            {
                code.AddRange([(byte)'X', (byte)length, 0, 0, 0, .. Encoding.ASCII.GetBytes($"{key:D4}".PadRight(length, 'k')), (byte)'h', (byte)level]);
            }

            code.AddRange([(byte)'u', (byte)'q', (byte)(level + 1)]);
        }

        return Pickle(code);
    }

    /// <summary>Bytes of 256 characters that are the key of very many dictionaries.</summary>
    private static byte[] RecalledKeys() =>
        Pickle([(byte)'U', 255, .. Enumerable.Repeat((byte)'k', 255), (byte)'q', 0, (byte)'(', .. Repeat("}h\0Ns"u8, 300_000), (byte)'t']);

    private static byte[] Safetensors(string header)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        byte[] file = new byte[8 + text.Length];
        BinaryPrimitives.WriteInt64LittleEndian(file, text.Length);
        text.CopyTo(file, 8);
        return file;
    }

    private static byte[] EmptyTensors(int count)
    {
        StringBuilder header = new("{");
        for (int i = 0; i < count; i++)
        {
            header.Append(i == 0 ? "" : ",").Append($"\"{i}\":{{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}");
        }

        return Safetensors(header.Append('}').ToString());
    }

    /// <summary>A .pth whose tensors all view one storage.</summary>
    private static byte[] Views(int storage, int views, int count, int stride, int rows = 1, int rowStride = 1)
    {
        List<byte> code = [0x80, 2, (byte)'}', (byte)'('];
        for (int i = 0; i < views; i++)
        {
            code.AddRange([.. "X\u0004\0\0\0"u8, .. Encoding.ASCII.GetBytes($"{i:D4}"), .. "ctorch._utils\n_rebuild_tensor_v2\n((X\u0007\0\0\0storagectorch\nFloatStorage\nX\u0001\0\0\00X\u0003\0\0\0cpuJ"u8]);
            code.AddRange([.. BitConverter.GetBytes(storage / 4), .. "tQK\0J"u8, .. BitConverter.GetBytes(rows), (byte)'J', .. BitConverter.GetBytes(count), 0x86]);
            code.AddRange([(byte)'J', .. BitConverter.GetBytes(rowStride), (byte)'J', .. BitConverter.GetBytes(stride), 0x86, 0x89, .. "}tR"u8]);
        }

        code.AddRange("u."u8);
        byte[] numbers = new byte[storage];
        for (int i = 0; i < storage / 4; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(numbers.AsSpan(4 * i), i);
        }

        using MemoryStream stream = new();
        using (ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in new[] { ("archive/data.pkl", code.ToArray()), ("archive/data/0", numbers) })
            {
                using Stream entry = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }

    private static byte[] Bomb(int entries, int megabytes)
    {
        using MemoryStream stream = new();
        using (ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            for (int i = 0; i < entries; i++)
            {
                using Stream entry = archive.CreateEntry($"{i}.npy", CompressionLevel.Fastest).Open();
                byte[] text = Encoding.Latin1.GetBytes($"{{'descr': '|u1', 'fortran_order': False, 'shape': ({megabytes << 20},), }}\n");
                entry.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)text.Length, (byte)(text.Length >> 8), .. text]);
                for (int piece = 0; piece < megabytes; piece++)
                {
                    entry.Write(new byte[1 << 20]);
                }
            }
        }

        return stream.ToArray();
    }

    private static byte[] LongNames(int count, int length)
    {
        using MemoryStream stream = new();
        using (ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            for (int i = 0; i < count; i++)
            {
                archive.CreateEntry($"a/{i}".PadRight(length, 'n'), CompressionLevel.NoCompression).Open().Dispose();
            }
        }

        return stream.ToArray();
    }

    private static byte[] Initializers(int count)
    {
        byte[] all = [.. Enumerable.Range(0, count).SelectMany(i => (byte[])[0x2A, 12, 0x08, 0, 0x10, 1, 0x42, 6, .. Encoding.ASCII.GetBytes($"{i:D6}")])];
        return [8, 7, 0x3A, .. Varint(all.Length), .. all];
    }

    private static List<byte> Varint(long value)
    {
        List<byte> bytes = [];
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return bytes;
    }
}
