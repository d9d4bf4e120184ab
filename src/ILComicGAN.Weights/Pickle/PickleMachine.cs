using System.Globalization;
using System.Numerics;
using System.Text;
using ILComicGAN.Weights.Files;

namespace ILComicGAN.Weights.Pickle;

/// <summary>
/// Runs the part of Python's pickle language that dictionaries of tensors are written in, protocols 2 to 5. Pickle can
/// call anything; this machine has no way to: names go through a fixed list, and calls build dictionaries, arrays and
/// views of the file only. Long texts and bytes stay in the file.
/// </summary>
internal sealed class PickleMachine
{
    /// <summary>A dictionary of thousands of tensors takes some hundred thousand steps.</summary>
    private const int MostSteps = 10_000_000;

    private const int MostContainers = 1_000_000;

    /// <summary>Texts and bytes up to this length may be names; longer ones stay in the file.</summary>
    private const int LongestName = 256;

    private static readonly object s_mark = new();

    /// <summary>Nanoseconds of a step.</summary>
    private const int StepTime = 60;

    /// <summary>Bytes of objects, some: what is little more is counted as one of these.</summary>
    private const int ObjectBytes = 64, SlotBytes = 16, EntryBytes = 96, TableBytes = 500;

    private readonly ByteCursor _code;
    private readonly ReadingBudget _budget;
    private readonly List<object?> _stack = [];
    private readonly Dictionary<long, object?> _memo = [];
    private readonly List<int> _marks = [];
    private readonly Dictionary<string, WeightType>? _storages;
    private int _containers;
    private int _deepest;

    private PickleMachine(ByteCursor code, Dictionary<string, WeightType>? storages) => (_code, _budget, _storages) = (code, code.Source.Budget, storages);

    /// <summary>
    /// The object that the pickle makes: <see cref="PickleDictionary"/>, lists, tuples as arrays, text, numbers,
    /// <see cref="StoredBytes"/>, <see cref="TensorView"/>, <see cref="NumPyArray"/>. The cursor stands behind it.
    /// </summary>
    /// <param name="code">Stands at the pickle's beginning.</param>
    /// <param name="storages">Gets the keys and types of the storages that are named.</param>
    /// <exception cref="FormatFault">It is damaged or asks for more than that.</exception>
    public static object? Run(ByteCursor code, Dictionary<string, WeightType>? storages = null) => new PickleMachine(code, storages).Run();

    /// <summary>An object as text, if it is some: Python 2 wrote text as bytes.</summary>
    public static string? Text(object? value) => value switch
    {
        string text => text,
        StoredBytes { Length: <= LongestName } bytes => Encoding.Latin1.GetString(Short(bytes)),
        _ => null,
    };

    internal static FormatFault Refused(string what) =>
        new(what, "use a plain state dictionary from a source that you trust, or .safetensors");

    private static FormatFault Damaged(string what) => new($"its pickle is damaged ({what})");

    private static byte[] Short(StoredBytes bytes)
    {
        byte[] copy = new byte[bytes.Length];
        using IStoredReader reader = bytes.Open();
        reader.Read(0, copy);
        return copy;
    }

    private object? Run()
    {
        for (int step = 0; step < MostSteps; step++)
        {
            _budget.Work(StepTime);
            byte op = _code.U8();
            switch (op)
            {
                case 0x80: Protocol(_code.U8()); break; // PROTO
                case 0x95: _code.Skip(8); break; // FRAME
                case (byte)'.': return Pop(); // STOP
                case (byte)'(': PushMark(); break;
                case (byte)'0': Pop(); break;
                case (byte)'1': PopToMark(); break;
                case (byte)'2': Push(Peek()); break;
                case (byte)'N': Push(null); break;
                case 0x88: Push(true); break;
                case 0x89: Push(false); break;
                case (byte)'J': Push((long)_code.I32()); break;
                case (byte)'K': Push((long)_code.U8()); break;
                case (byte)'M': Push((long)_code.U16()); break;
                case 0x8a: Push(Long()); break; // LONG1
                case (byte)'G': Push(_code.DoubleBigEndian()); break;
                case (byte)'X': Push(ReadText(_code.U32())); break;
                case 0x8c: Push(ReadText(_code.U8())); break; // SHORT_BINUNICODE
                case 0x8d: Push(ReadText(_code.Size())); break; // BINUNICODE8
                case (byte)'U': Push(ReadBytes(_code.U8())); break; // SHORT_BINSTRING
                case (byte)'T': Push(ReadBytes(_code.U32())); break; // BINSTRING
                case (byte)'C': Push(ReadBytes(_code.U8())); break; // SHORT_BINBYTES
                case (byte)'B': Push(ReadBytes(_code.U32())); break; // BINBYTES
                case 0x8e: Push(ReadBytes(_code.Size())); break; // BINBYTES8
                case 0x96: Push(ReadBytes(_code.Size())); break; // BYTEARRAY8
                case (byte)'}': Push(Counted(new PickleDictionary())); break;
                case (byte)']': Push(Counted(new List<object?>())); break;
                case (byte)')': Push(Array.Empty<object?>()); break;
                case (byte)'t': Push(Counted(PopToMark())); break;
                case 0x85: Push(Counted(PopMany(1))); break;
                case 0x86: Push(Counted(PopMany(2))); break;
                case 0x87: Push(Counted(PopMany(3))); break;
                case (byte)'a': Append([Pop()]); break;
                case (byte)'e': Append(PopToMark()); break;
                case (byte)'s': SetItems(PopMany(2)); break;
                case (byte)'u': SetItems(PopToMark()); break;
                case (byte)'q': Remember(_code.U8()); break;
                case (byte)'r': Remember(_code.U32()); break;
                case 0x94: Remember(_memo.Count); break;
                case (byte)'h': Recall(_code.U8()); break;
                case (byte)'j': Recall(_code.U32()); break;
                case (byte)'c': _budget.Keep(4 * ObjectBytes); Push(PickleGlobal.Find(Line(), Line())); break;
                case 0x93: PushStackGlobal(); break;
                case (byte)'Q': Push(Storage(Pop())); break; // BINPERSID
                case (byte)'R': Push(Counted(Call())); break;
                case 0x81: Push(Counted(Call())); break; // NEWOBJ: a class instead of a function
                case (byte)'b': Build(); break;
                default:
                    throw Refused($"it uses the pickle instruction 0x{op:x2}, which a file of weights has no use for");
            }
        }

        throw Damaged("it takes too many steps");
    }

    private static void Protocol(byte version)
    {
        if (version is < 2 or > 5)
        {
            throw Damaged($"it is of protocol {version}");
        }
    }

    private object? ReadText(long length)
    {
        if (length > LongestName)
        {
            long start = _code.Position;
            _code.Skip(length);
            _budget.Keep(ObjectBytes);
            return new PickledText(_code.Source, start, length);
        }

        _budget.Keep(ObjectBytes + (2 * length));
        return Encoding.UTF8.GetString(_code.Take((int)length));
    }

    private FileRegion ReadBytes(long length)
    {
        long start = _code.Position;
        _code.Skip(length);
        _budget.Keep(ObjectBytes);
        return new FileRegion(_code.Source, start, length);
    }

    private string Line()
    {
        StringBuilder line = new();
        for (byte next = _code.U8(); next != '\n'; next = _code.U8())
        {
            line.Append(line.Length < LongestName ? (char)next : throw Damaged("a name has no end"));
        }

        return line.ToString();
    }

    private long Long()
    {
        BigInteger value = new(_code.Take(_code.U8()));
        return value >= long.MinValue && value <= long.MaxValue ? (long)value : throw Damaged("a number is too large");
    }

    private T Counted<T>(T container)
    {
        Count(1);
        return container;
    }

    /// <summary>A short pickle can make much by recalling what it made before: all of it together is bounded.</summary>
    private void Count(int objects)
    {
        _containers = objects <= MostContainers - _containers ? _containers + objects : throw Damaged("it makes too many objects");
        _budget.Keep((long)objects * ObjectBytes);
    }

    private void Push(object? value)
    {
        _stack.Add(value);
        if (_stack.Count > _deepest)
        {
            _deepest = _stack.Count;
            _budget.Keep(SlotBytes);
        }

        if (value is long or double)
        {
            // Boxed.
            _budget.Keep(24);
        }
    }

    private void PushMark()
    {
        _marks.Add(_stack.Count);
        Push(s_mark);
    }

    private object? Peek() => _stack.Count > 0 && _stack[^1] != s_mark ? _stack[^1] : throw Damaged("its stack is empty");

    private object? Pop()
    {
        object? value = Peek();
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private object?[] PopMany(int count)
    {
        if (_stack.Count - (_marks.Count > 0 ? _marks[^1] + 1 : 0) < count)
        {
            throw Damaged("its stack is empty");
        }

        object?[] values = [.. _stack[^count..]];
        _stack.RemoveRange(_stack.Count - count, count);
        return values;
    }

    private object?[] PopToMark()
    {
        if (_marks.Count == 0)
        {
            throw Damaged("a mark is missing");
        }

        int mark = _marks[^1];
        _marks.RemoveAt(_marks.Count - 1);
        object?[] values = [.. _stack[(mark + 1)..]];
        _budget.Keep(8L * values.Length);
        _stack.RemoveRange(mark, _stack.Count - mark);
        return values;
    }

    private void Append(object?[] values)
    {
        List<object?> list = Peek() as List<object?> ?? throw Damaged("something is appended to what is no list");
        _budget.Keep((long)values.Length * SlotBytes);
        list.AddRange(values);
    }

    private void SetItems(object?[] items)
    {
        if (items.Length % 2 != 0 || Peek() is not PickleDictionary dictionary)
        {
            throw Damaged("items are set on what is no dictionary");
        }

        for (int i = 0; i < items.Length; i += 2)
        {
            string key = items[i] switch
            {
                long number => number.ToString(CultureInfo.InvariantCulture),
                double number => number.ToString(CultureInfo.InvariantCulture),
                bool flag => flag.ToString(),
                var text => Text(text) ?? throw Damaged("a dictionary's key is neither text nor a number"),
            };
            SetItem(dictionary, key, items[i + 1]);
        }
    }

    /// <summary>Keys may be texts made anew for each item, of bytes that are recalled.</summary>
    private void SetItem(PickleDictionary dictionary, string key, object? value)
    {
        _budget.Keep(EntryBytes + (2L * key.Length) + (dictionary.Items.Count == 0 ? TableBytes : 0));
        dictionary[key] = value;
    }

    private void Remember(long slot)
    {
        _budget.Keep(EntryBytes);
        _memo[slot] = Peek();
    }

    private void Recall(long slot) =>
        Push(_memo.TryGetValue(slot, out object? value) ? value : throw Damaged("it recalls what it did not remember"));

    private void PushStackGlobal()
    {
        object?[] names = PopMany(2);
        _budget.Keep(4 * ObjectBytes);
        Push(Text(names[0]) is { Length: <= LongestName } module && Text(names[1]) is { Length: <= LongestName } name
            ? PickleGlobal.Find(module, name)
            : throw Damaged("a name is not text"));
    }

    /// <summary>
    /// (“storage”, class, key, device, count), and before 1.6 whether it is a part of a larger one: which numbers a
    /// tensor views.
    /// </summary>
    private StorageReference Storage(object? id)
    {
        if (id is not object?[] { Length: 5 or 6 } parts
            || Text(parts[0]) != "storage"
            || parts[1] is not PickleGlobal { Function: PickleFunction.Storage, Type: { } type }
            || Text(parts[2]) is not { } key
            || parts[4] is not (long and >= 0 and var count))
        {
            throw Damaged("a storage is not described as PyTorch does");
        }

        _budget.Keep(2 * EntryBytes);
        if (_storages is not null && !_storages.TryAdd(key, type) && _storages[key] != type)
        {
            throw Damaged("a storage has two types");
        }

        return (parts.Length == 6 ? parts[5] : null) switch
        {
            null => new StorageReference(key, type, count),
            object?[] and [_, long and >= 0 and var offset, long and >= 0 and var size] => new StorageReference(key, type, size, offset),
            _ => throw Damaged("a storage is not described as PyTorch does"),
        };
    }

    private object? Call()
    {
        object? arguments = Pop();
        object? function = Pop();
        if (function is not PickleGlobal global || arguments is not object?[] values)
        {
            throw Refused("it calls what is not a function of tensors");
        }

        return (global.Function, values) switch
        {
            (PickleFunction.OrderedDictionary, []) => new PickleDictionary(),
            (PickleFunction.OrderedDictionary, [List<object?> pairs]) => FromPairs(pairs),
            (PickleFunction.RebuildTensor, [StorageReference storage, long offset, object?[] shape, object?[] strides, ..]) =>
                Tensor(new TensorView(), storage, offset, shape, strides),
            (PickleFunction.Unwrap, [TensorView view, ..]) => view,
            (PickleFunction.EmptyTensor, []) => new TensorView(),
            (PickleFunction.Size, [object?[] sizes]) => sizes,
            (PickleFunction.EmptyArray, [PickleGlobal { Function: PickleFunction.ArrayClass }, object?[], _]) => new NumPyArray(),
            (PickleFunction.ArrayFromBytes, [StoredBytes data, NumPyType type, object?[] shape, var order]) =>
                new NumPyArray { Data = data, Type = type, Shape = Sizes(shape), ColumnMajor = Text(order) == "F" },
            (PickleFunction.Scalar, [NumPyType { Type: not null } type, StoredBytes data]) => Number(type, data),
            (PickleFunction.ArrayType, [var name, ..]) when Text(name) is { Length: <= LongestName } text => NumPyType.Parse(text),
            (PickleFunction.EmptyBytes, []) => Encode(""),
            (PickleFunction.Encode, [PickledText text, var encoding]) when Text(encoding) is "latin1" or "latin-1" => text.ToBytes(),
            (PickleFunction.Encode, [string text, var encoding]) when Text(encoding) is "latin1" or "latin-1" => Encode(text),
            _ => throw Refused($"it calls '{global.Name}' with arguments that it cannot have"),
        };
    }

    private PickleDictionary FromPairs(List<object?> pairs)
    {
        PickleDictionary dictionary = new();
        Count(pairs.Count);
        foreach (object? pair in pairs)
        {
            (object? key, object? value) = pair switch
            {
                List<object?> { Count: 2 } list => (list[0], list[1]),
                object?[] { Length: 2 } tuple => (tuple[0], tuple[1]),
                _ => throw Damaged("a dictionary is made of what are no pairs"),
            };
            SetItem(dictionary, Text(key) ?? throw Damaged("a dictionary's key is not text"), value);
        }

        return dictionary;
    }

    private static TensorView Tensor(TensorView view, StorageReference storage, long offset, object?[] shape, object?[] strides)
    {
        if (offset < 0 || shape.Length != strides.Length)
        {
            throw Damaged("a tensor is not described as PyTorch does");
        }

        (view.Storage, view.Offset, view.Shape, view.Strides) = (storage, offset, Sizes(shape), Sizes(strides));
        return view;
    }

    private static long[] Sizes(object?[] sizes)
    {
        long[] result = new long[sizes.Length <= 32 ? sizes.Length : throw Damaged("an array has too many axes")];
        for (int i = 0; i < sizes.Length; i++)
        {
            result[i] = sizes[i] is long and >= 0 and var size ? size : throw Damaged("a size is not a number, or negative");
        }

        return result;
    }

    private static double Number(NumPyType type, StoredBytes data)
    {
        Span<float> value = stackalloc float[1];
        StoredTensor.View(data, type.Type!.Value, [], bigEndian: type.BigEndian).Read(value);
        return value[0];
    }

    private static FileRegion Encode(string text)
    {
        byte[] bytes = new byte[text.Length];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = text[i] <= 0xFF ? (byte)text[i] : throw Damaged("text that should stand for bytes does not");
        }

        return new FileRegion(new MemoryBytes(bytes), 0, bytes.Length);
    }

    /// <summary>Sets the state of what was just made. Attributes of a dictionary and of a parameter are not needed.</summary>
    private void Build()
    {
        object? state = Pop();
        switch (Peek(), state)
        {
            case (PickleDictionary, _):
                break;
            case (TensorView { Storage: null } view, object?[] and [StorageReference storage, long offset, object?[] shape, object?[] strides, ..]):
                Tensor(view, storage, offset, shape, strides);
                break;
            case (TensorView { Storage: not null }, _):
                break;
            case (NumPyType type, object?[] and [long, var order, ..]):
                type.BigEndian = Text(order) == ">";
                break;
            case (NumPyArray { Type: null } array, object?[] and [long, object?[] shape, NumPyType type, bool columnMajor, var data]):
                (array.Shape, array.Type, array.ColumnMajor) = (Sizes(shape), type, columnMajor);
                array.Data = data switch
                {
                    StoredBytes bytes when !type.IsObject => bytes,
                    PickledText text when !type.IsObject => text.ToBytes(),
                    _ => null,
                };
                array.Objects = type.IsObject ? data as List<object?> : null;
                if (array.Data is null && array.Objects is null)
                {
                    throw Damaged("an array is not described as NumPy does");
                }

                break;
            default:
                throw Refused("it sets attributes on what is not a dictionary or an array");
        }
    }
}
