using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using ILComicGAN.Weights.Files;
using ILComicGAN.Weights.Fuzz;

namespace ILComicGAN.Weights.Tests;

/// <summary>Files that were made to do harm, each in its own way. None does more than get a sentence.</summary>
public sealed class HostileFileTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void Open() => _folder = new TemporaryFolder();

    [TearDown]
    public void Delete() => _folder.Dispose();

    // ---- Pickles ------------------------------------------------------------------------------------------------

    [TestCase("cos\nsystem\n(S'touch x'\ntR.", "os.system", TestName = "os.system in the old notation")]
    [TestCase("cposix\nsystem\nX\u0007\0\0\0touch x\u0085R.", "posix.system", TestName = "posix.system")]
    [TestCase("c__builtin__\neval\nX\u0001\0\0\01\u0085R.", "__builtin__.eval", TestName = "eval")]
    [TestCase("\u008c\u0008builtins\u008c\u0004exec\u0093.", "builtins.exec", TestName = "exec by STACK_GLOBAL")]
    [TestCase("cbuiltins\ngetattr\n.", "builtins.getattr", TestName = "getattr")]
    [TestCase("cSystem.Diagnostics\nProcess\n.", "System.Diagnostics.Process", TestName = "a .NET type")]
    [TestCase("ctorch._utils\n_rebuild_tensor_v2.__globals__\n.", "__globals__", TestName = "attribute behind a known name")]
    [TestCase("(S'touch x'\nios\nsystem\n.", "0x53", TestName = "INST")]
    [TestCase("(cos\nsystem\no.", "os.system", TestName = "OBJ")]
    [TestCase("\u0082\u0001.", "0x82", TestName = "EXT1")]
    [TestCase("X\u0001\0\0\0xP1\n.", "0x50", TestName = "persistent id as text")]
    [TestCase("ccollections\nOrderedDict\nX\u0001\0\0\0x\u0085R.", "arguments that it cannot have", TestName = "known function, other arguments")]
    [TestCase("c_codecs\nencode\nX\u0001\0\0\0xX\u0006\0\0\0rot_13\u0086R.", "arguments that it cannot have", TestName = "another codec")]
    [TestCase("K\u0001)R.", "not a function", TestName = "a number is called")]
    [TestCase("}]s.", "damaged", TestName = "items without keys")]
    [TestCase("}K\u0001}b.", "attributes", TestName = "state of a number")]
    [TestCase("T\u00ff\u00ff\u00ff\u007f.", "beyond its end", TestName = "a string of 2 GiB")]
    [TestCase("\u008e\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f.", "beyond its end", TestName = "bytes of 2^63")]
    [TestCase("\u0096\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff.", "impossible", TestName = "bytes of 2^64")]
    [TestCase("h\u0005.", "did not remember", TestName = "a memo that is not there")]
    [TestCase("t.", "mark", TestName = "a tuple without a mark")]
    [TestCase("0000.", "stack", TestName = "an empty stack")]
    public void Pickle(string code, string says)
    {
        byte[] pickle = [0x80, 2, .. Encoding.Latin1.GetBytes(code)];
        Refuse(pickle, says);
        Refuse([.. NpyStart("|O"), .. pickle], says);
        Refuse(Zip(("archive/data.pkl", pickle)), says);
        Assert.That(File.Exists("x"), Is.False);
    }

    [Test]
    public void PickleThatGrowsByRecallingItself()
    {
        // Lists of ten references to the list before: ten levels are 10¹⁰ nodes for whoever follows them all.
        List<byte> code = [0x80, 2, (byte)']', (byte)'q', 0];
        for (byte level = 1; level < 12; level++)
        {
            code.AddRange([(byte)']', (byte)'q', level, (byte)'(']);
            code.AddRange(Enumerable.Repeat<byte[]>([(byte)'h', (byte)(level - 1)], 10).SelectMany(pair => pair));
            code.Add((byte)'e');
        }

        Refuse([.. code, (byte)'.'], "deeper or larger");
    }

    [Test]
    public void PickleNestedAHundredThousandDeep() =>
        Refuse([0x80, 2, .. Enumerable.Repeat((byte)']', 100_000), .. Enumerable.Repeat((byte)'a', 99_999), (byte)'.'], "deeper or larger");

    [Test]
    public void PickleThatContainsItself() => Refuse([0x80, 2, .. "]q\0h\0a."u8], "deeper or larger");

    [Test]
    public void PickleOfMillionsOfObjects() => Refuse([0x80, 2, .. Enumerable.Repeat((byte)'}', 3_000_000), (byte)'.'], "far more memory");

    // ---- Zip archives -------------------------------------------------------------------------------------------

    [Test]
    public void ZipBomb()
    {
        using MemoryStream stream = new();
        using (ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using Stream entry = archive.CreateEntry("bomb.npy", CompressionLevel.SmallestSize).Open();
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 256; i++)
            {
                entry.Write(zeros);
            }
        }

        Refuse(stream.ToArray(), "far more than weights");
    }

    [Test]
    public void ZipWhoseEntriesOverlap()
    {
        byte[] zip = Zip(("a/data.pkl", "first"u8.ToArray()), ("a/data.pkk", "other"u8.ToArray()));
        // The second entry of the directory now names the first one's data.
        int second = LastIndexOf(zip, "PK\u0001\u0002"u8);
        BinaryPrimitives.WriteUInt32LittleEndian(zip.AsSpan(second + 42), 0);
        "a/data.pkl"u8.CopyTo(zip.AsSpan(second + 46));
        Refuse(zip, "twice");
        "a/data.pkk"u8.CopyTo(zip.AsSpan(second + 46));
        Refuse(zip, "contradicts");
        zip = Zip(("a/data.pkl", NestedEntry()), ("a/data.pkk", "other"u8.ToArray()));
        second = LastIndexOf(zip, "PK\u0001\u0002"u8);
        // An entry within the data of another.
        BinaryPrimitives.WriteUInt32LittleEndian(zip.AsSpan(second + 42), (uint)(30 + "a/data.pkl".Length));
        Refuse(zip, "overlap");

        static byte[] NestedEntry() => Zip(("a/data.pkk", "other"u8.ToArray()))[..60];
    }

    [TestCase("../data.pkl")]
    [TestCase("a/../../data.pkl")]
    [TestCase("/etc/data.pkl")]
    [TestCase("C:/data.pkl")]
    [TestCase("a\\data.pkl")]
    public void ZipEntryThatLeadsOut(string name) => Refuse(Zip((name, "x"u8.ToArray())), "leads out");

    [Test]
    public void ZipWithANameTwice()
    {
        byte[] zip = Zip(("a/data.pkl", "x"u8.ToArray()), ("a/data.pkk", "x"u8.ToArray()));
        while (LastIndexOf(zip, "data.pkk"u8) is >= 0 and int at)
        {
            zip[at + 7] = (byte)'l';
        }

        Refuse(zip, "twice");
    }

    [Test]
    public void ZipEntryLongerThanTheArchive()
    {
        byte[] zip = Zip(("a/data.pkl", "x"u8.ToArray()));
        int entry = LastIndexOf(zip, "PK\u0001\u0002"u8);
        BinaryPrimitives.WriteUInt32LittleEndian(zip.AsSpan(entry + 20), 1_000_000);
        BinaryPrimitives.WriteUInt32LittleEndian(zip.AsSpan(entry + 24), 1_000_000);
        Refuse(zip, "beyond its end");
        BinaryPrimitives.WriteUInt32LittleEndian(zip.AsSpan(entry + 20), 1);
        Refuse(zip, "packed in an unknown way");
        BinaryPrimitives.WriteUInt32LittleEndian(zip.AsSpan(entry + 24), 4_000_000_000);
        // Deflated, says the directory, and the entry too.
        zip[entry + 10] = zip[8] = 8;
        Refuse(zip, "far more than weights");
    }

    [Test]
    public void ZipDirectoryOfFourBillionEntries()
    {
        byte[] zip = Zip(("a/data.pkl", "x"u8.ToArray()));
        BinaryPrimitives.WriteUInt16LittleEndian(zip.AsSpan(zip.Length - 12), 60_000);
        Refuse(zip, "directory");
    }

    [Test]
    public void TensorThatReachesBeyondItsStorage([Values("offset", "stride", "shape", "count")] string which)
    {
        // (storage of 4, offset, shape, strides)
        byte offset = (byte)(which == "offset" ? 4 : 0);
        byte stride = (byte)(which == "stride" ? 200 : 1);
        byte size = (byte)(which == "shape" ? 5 : 2);
        byte count = (byte)(which == "count" ? 200 : 4);
        byte[] pickle =
        [
            0x80, 2, .. "}X\u0001\0\0\0wctorch._utils\n_rebuild_tensor_v2\n((X\u0007\0\0\0storagectorch\nFloatStorage\nX\u0001\0\0\00X\u0003\0\0\0cpuK"u8,
            count, .. "tQK"u8, offset, (byte)'K', size, 0x85, (byte)'K', stride, 0x85, 0x89, .. "}tRs."u8,
        ];
        Refuse(Zip(("archive/data.pkl", pickle), ("archive/data/0", new byte[16])), which == "count" ? "another length" : "reaches beyond");
    }

    [Test]
    public void TensorsThatRepeatOneNumberMoreOftenThanTheFileIsLong()
    {
        byte[] pickle =
        [
            0x80, 2, .. "}X\u0001\0\0\0wctorch._utils\n_rebuild_tensor_v2\n((X\u0007\0\0\0storagectorch\nFloatStorage\nX\u0001\0\0\00X\u0003\0\0\0cpuK\u0001"u8,
            .. "tQK\0J"u8, 0, 0, 0, 0x70, 0x85, .. "K\0"u8, 0x85, 0x89, .. "}tRs."u8,
        ];
        Refuse(Zip(("archive/data.pkl", pickle), ("archive/data/0", new byte[4])), "more elements than the file has bytes");
    }

    // ---- NumPy --------------------------------------------------------------------------------------------------

    [TestCase("(1000000000, 1000000000)", "too many", TestName = "npy: overflowing shape")]
    [TestCase("(9999999999999999999,)", "too many", TestName = "npy: size of 20 digits")]
    [TestCase("(-1,)", "header", TestName = "npy: negative size")]
    [TestCase("(3,)", "another length", TestName = "npy: shape and data differ")]
    [TestCase("(5,)", "reaches beyond", TestName = "npy: shape larger than the data")]
    [TestCase("(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)", "header", TestName = "npy: 33 axes")]
    [TestCase("__import__('os').system('touch x')", "header", TestName = "npy: code in the header")]
    [TestCase("(111111111111111111111111111111111111111111111111111111111111111111111111", "header", TestName = "npy: header that is slow to match")]
    public void Npy(string shape, string says) => Refuse([.. NpyStart("<f4", shape), .. new byte[16]], says);

    [Test]
    public void NpyHeaderOfGigabytes() => Refuse([0x93, .. "NUMPY"u8, 2, 0, 0xff, 0xff, 0xff, 0x7f, .. new byte[20]], "header");

    // ---- HDF5 ---------------------------------------------------------------------------------------------------

    [Test]
    public void TheHandMadeHdf5IsGoodBeforeItIsChanged()
    {
        using WeightFile file = WeightFile.Open("x.h5", new MemoryBytes(Hdf5()));
        Assert.That(file.Get("x").Values, Is.EqualTo(new[] { 1.5f, -2f }));
    }

    [Test]
    public void Hdf5WhoseStructuresGoInACircle()
    {
        byte[] file = Hdf5();
        int tree = LastIndexOf(file, "TREE"u8);
        // The tree's only child is the tree.
        file[tree + 5] = 1;
        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(tree + 32), tree);
        Refuse(file, "lead back");
    }

    [TestCase(long.MaxValue)]
    [TestCase(1L << 60)]
    [TestCase(1L << 31)]
    [TestCase(1_000_000)]
    [TestCase(-2)]
    public void Hdf5OfAbsurdSizes(long size)
    {
        byte[] good = Hdf5();
        int refused = 0;
        for (int at = 0; at + 8 <= good.Length; at += 4)
        {
            byte[] file = (byte[])good.Clone();
            BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(at), size);
            Verdict verdict = Verdict.Of(file);
            Assert.That(verdict.Complaint, Is.Null, $"at {at}");
            refused += verdict.Loaded ? 0 : 1;
        }

        Assert.That(refused, Is.GreaterThan(5));
    }

    // ---- safetensors --------------------------------------------------------------------------------------------

    [Test]
    public void SafetensorsHeaderOf2To60Bytes()
    {
        byte[] bytes = new byte[32];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, 1L << 60);
        bytes[8] = (byte)'{';
        Refuse(bytes, "header");
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, ulong.MaxValue);
        Refuse(bytes, "header");
    }

    [TestCase("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"y":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "follow", TestName = "overlap")]
    [TestCase("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "follow", TestName = "reversed offsets")]
    [TestCase("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "follow", TestName = "gap before")]
    [TestCase("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"y":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""", 12, "follow", TestName = "gap between")]
    [TestCase("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 12, "after the last", TestName = "data left over")]
    [TestCase("""{"x":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "another length", TestName = "shape too large")]
    [TestCase("""{"x":{"dtype":"F32","shape":[2000000000,2000000000],"data_offsets":[0,8]}}""", 8, "too many", TestName = "huge shape")]
    [TestCase("""{"x":{"dtype":"F32","shape":[2000000000,2000000000,2000000000],"data_offsets":[0,8]}}""", 8, "too many", TestName = "overflowing shape")]
    [TestCase("""{"x":{"dtype":"F32","shape":[4294967298],"data_offsets":[0,8]}}""", 8, "too large", TestName = "size that wraps in 32 bits")]
    [TestCase("""{"x":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", 8, "negative", TestName = "negative size")]
    [TestCase("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}""", 8, "follow", TestName = "negative offset")]
    [TestCase("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8, "twice", TestName = "name twice")]
    [TestCase("""{"x":{"dtype":"F32","shape":[2],"shape":[2],"data_offsets":[0,8]}}""", 8, "twice", TestName = "key of a tensor twice")]
    [TestCase("""{"__metadata__":{"a":"1","a":"2"}}""", 0, "twice", TestName = "key of the metadata twice")]
    [TestCase("""{"__metadata__":{"a":{"b":1}}}""", 0, "header", TestName = "metadata that is no text")]
    [TestCase("""{"x":{"dtype":"Q4","shape":[2],"data_offsets":[0,8]}}""", 8, "'Q4'", TestName = "unknown type")]
    [TestCase("""{"x":{"dtype":"F32","shape":[2]}}""", 8, "header", TestName = "no range")]
    [TestCase("""{"x":7}""", 8, "header", TestName = "no entry")]
    [TestCase("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}""", 8, "header", TestName = "broken JSON")]
    [TestCase("""{"a":[[[[[[[[[[[[1]]]]]]]]]]]]}""", 0, "header", TestName = "nested JSON")]
    [TestCase("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 4, "follow", TestName = "cut off")]
    [TestCase("""{"\u001b[31m\nx":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "another length", TestName = "name that steers the terminal")]
    public void SafetensorsLies(string header, int dataLength, string says)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        byte[] bytes = new byte[8 + text.Length + dataLength];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, text.Length);
        text.CopyTo(bytes, 8);
        Refuse(bytes, says);
    }

    // ---- ONNX ---------------------------------------------------------------------------------------------------

    [TestCase("\u0008\u0007:\u00ff\u00ff\u00ff\u00ff\u000f", "beyond its message", TestName = "onnx: a graph of 4 GiB")]
    [TestCase("\u0008\u0007:\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u0001", "beyond its message", TestName = "onnx: a graph of 2^64")]
    [TestCase("\u0008\u0007:\u0080\u0080\u0080\u0080\u0080\u0080\u0080\u0080\u0080\u0080\u0080", "does not end", TestName = "onnx: an endless number")]
    [TestCase("\u0008\u0007", "unknown format", TestName = "onnx: nothing")]
    [TestCase("\u0008\u0007\u0010\u0001", "no graph", TestName = "onnx: no graph")]
    [TestCase("\u0008\u0007:\u000b*\u0009\u0008\u0002\u0010\u0001B\u0001wJ\0", "reaches beyond", TestName = "onnx: no data")]
    [TestCase("\u0008\u0007:\u000f*\u000d\u0008\u00ff\u00ff\u00ff\u00ff\u000f\u0010\u0001B\u0001wJ\0", "too large", TestName = "onnx: huge shape")]
    [TestCase("\u0008\u0007:\u000b*\u0009\u0010\u0001B\u0001wj\u0000p\u0001", "another file", TestName = "onnx: external data")]
    public void Onnx(string text, string says) => Refuse(Encoding.Latin1.GetBytes(text), says);

    // ---- Others -------------------------------------------------------------------------------------------------

    [TestCase("", "empty")]
    [TestCase("version https://git-lfs.github.com/spec/v1\n", "Git LFS")]
    [TestCase("<!DOCTYPE html><html>", "web page")]
    [TestCase("GGUF\u0003\0\0\0", "GGUF")]
    [TestCase("some text that is no weights at all", "unknown format")]
    [TestCase("abc", "unknown format")]
    public void OtherFilesAreNamed(string content, string says) => Refuse(Encoding.Latin1.GetBytes(content), says);

    [Test]
    public void AFolder() => Assert.That(
        () => WeightFile.Read(_folder.Path), Throws.TypeOf<WeightFormatException>().With.Message.Contains("folder"));

    [Test]
    public void AFileThatShrinksWhileItIsRead()
    {
        string path = _folder.File("w.safetensors");
        Safetensors.Write(path, [new WeightTensor("x", [1000], new float[1000])]);
        using WeightFile file = WeightFile.Open(path);
        using (FileStream other = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            other.SetLength(100);
        }

        Assert.That(() => file.Tensors[0].Values, Throws.TypeOf<WeightFormatException>().With.Message.Contains("became shorter"));
    }

    private static byte[] Zip(params (string Name, byte[] Content)[] entries)
    {
        using MemoryStream stream = new();
        using (ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in entries)
            {
                using Stream entry = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }

    private static byte[] NpyStart(string type, string shape = "()")
    {
        byte[] text = Encoding.Latin1.GetBytes($"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}\n");
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)text.Length, (byte)(text.Length >> 8), .. text];
    }

    /// <summary>A group of one dataset of two numbers, in HDF5's first layout, byte by byte.</summary>
    private static byte[] Hdf5()
    {
        byte[] file = new byte[512];
        MemoryStream stream = new(file);
        using BinaryWriter writer = new(stream);
        void At(int position) => stream.Position = position;
        writer.Write([0x89, .. "HDF\r\n"u8, 0x1a, (byte)'\n', 0, 0, 0, 0, 0, 8, 8, 0, 4, 0, 16, 0, 0, 0, 0, 0]);
        foreach (long number in new[] { 0, -1, file.Length, -1, 0, 96 })
        {
            writer.Write(number);
        }

        // Root: a symbol table message.
        At(96);
        writer.Write([1, 0, 1, 0, 1, 0, 0, 0, 24, 0, 0, 0, 0, 0, 0, 0, 0x11, 0, 16, 0, 0, 0, 0, 0]);
        writer.Write(136L);
        writer.Write(192L);
        At(136);
        writer.Write([.. "TREE"u8, 0, 0, 1, 0]);
        foreach (long number in new[] { -1L, -1, 0, 240, 8 })
        {
            writer.Write(number);
        }

        At(192);
        writer.Write([.. "HEAP"u8, 0, 0, 0, 0]);
        foreach (long number in new[] { 16L, -1, 224 })
        {
            writer.Write(number);
        }

        At(232);
        writer.Write([(byte)'x', 0]);
        At(240);
        writer.Write([.. "SNOD"u8, 1, 0, 1, 0]);
        writer.Write(8L);
        writer.Write(296L);
        At(296);
        writer.Write([1, 0, 3, 0, 1, 0, 0, 0, 92, 0, 0, 0, 0, 0, 0, 0]);
        writer.Write([1, 0, 16, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0]);
        writer.Write(2L);
        writer.Write([3, 0, 24, 0, 0, 0, 0, 0, 0x11, 0x20, 31, 0, 4, 0, 0, 0, 0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0, 0, 0, 0, 0]);
        writer.Write([8, 0, 24, 0, 0, 0, 0, 0, 3, 1]);
        writer.Write(480L);
        writer.Write(8L);
        At(480);
        writer.Write(1.5f);
        writer.Write(-2f);
        return file;
    }

    private static int LastIndexOf(byte[] bytes, ReadOnlySpan<byte> piece) => bytes.AsSpan().LastIndexOf(piece);

    private void Refuse(byte[] bytes, string says)
    {
        Verdict verdict = Verdict.Of(bytes);
        Assert.That(verdict.Complaint, Is.Null);
        Assert.That(verdict.Loaded, Is.False);
        string path = _folder.File("hostile.file");
        File.WriteAllBytes(path, bytes);
        Refusal.Of(path, says);
    }
}
