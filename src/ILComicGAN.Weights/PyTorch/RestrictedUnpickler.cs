using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace ILComicGAN.Weights.PyTorch;

/// <summary>
/// Runs the part of Python's pickle language that dictionaries of tensors are written in. Pickle can call anything;
/// this machine has no way to: names go through a fixed list, and calls build dictionaries and tensor views only.
/// </summary>
internal sealed class RestrictedUnpickler
{
    private const int LargestMemo = 10_000_000;

    private static readonly object s_mark = new();

    private readonly byte[] _code;
    private readonly List<object?> _stack = [];
    private readonly Dictionary<long, object?> _memo = [];
    private int _at;

    private RestrictedUnpickler(byte[] code) => _code = code;

    /// <summary>The object that the pickle makes: dictionaries, lists, text, numbers, <see cref="TensorView"/>.</summary>
    /// <exception cref="PickleException">It is damaged or asks for more than that.</exception>
    public static object? Run(byte[] code) => new RestrictedUnpickler(code).Run();

    private object? Run()
    {
        while (true)
        {
            byte op = Byte();
            switch (op)
            {
                case 0x80: Byte(); break; // PROTO
                case 0x95: Take(8); break; // FRAME
                case (byte)'.': return Pop();
                case (byte)'(': Push(s_mark); break;
                case (byte)'0': Pop(); break;
                case (byte)'1': PopToMark(); break;
                case (byte)'2': Push(Peek()); break;
                case (byte)'N': Push(null); break;
                case 0x88: Push(true); break;
                case 0x89: Push(false); break;
                case (byte)'J': Push((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4))); break;
                case (byte)'K': Push((long)Byte()); break;
                case (byte)'M': Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2))); break;
                case 0x8a: Push(Long()); break;
                case (byte)'G': Push(BinaryPrimitives.ReadDoubleBigEndian(Take(8))); break;
                case (byte)'X': Push(Text(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)))); break;
                case 0x8c: Push(Text(Byte())); break;
                case (byte)'}': Push(new Dictionary<object, object?>()); break;
                case (byte)']': Push(new List<object?>()); break;
                case (byte)')': Push(Array.Empty<object?>()); break;
                case (byte)'t': Push(PopToMark()); break;
                case 0x85: Push(PopMany(1)); break;
                case 0x86: Push(PopMany(2)); break;
                case 0x87: Push(PopMany(3)); break;
                case (byte)'a': AppendOne(); break;
                case (byte)'e': AppendMany(); break;
                case (byte)'s': SetItems(PopMany(2)); break;
                case (byte)'u': SetItems(PopToMark()); break;
                case (byte)'q': Remember(Byte()); break;
                case (byte)'r': Remember(BinaryPrimitives.ReadUInt32LittleEndian(Take(4))); break;
                case 0x94: Remember(_memo.Count); break;
                case (byte)'h': Recall(Byte()); break;
                case (byte)'j': Recall(BinaryPrimitives.ReadUInt32LittleEndian(Take(4))); break;
                case (byte)'c': Push(PickleGlobal.Find(Line(), Line())); break;
                case 0x93: PushStackGlobal(); break;
                case (byte)'Q': Push(Storage(Pop())); break;
                case (byte)'R': Push(Call()); break;
                case (byte)'b': Build(); break;
                default:
                    throw new PickleException($"it uses the pickle instruction 0x{op:x2}, which a file of weights has no use for");
            }
        }
    }

    private static PickleException Damaged(string what) => new($"its pickle is damaged ({what})");

    private byte Byte() => _at < _code.Length ? _code[_at++] : throw Damaged("it ends too early");

    private ReadOnlySpan<byte> Take(uint count)
    {
        if (count > _code.Length - _at)
        {
            throw Damaged("a length goes beyond its end");
        }

        ReadOnlySpan<byte> bytes = _code.AsSpan(_at, (int)count);
        _at += (int)count;
        return bytes;
    }

    private string Text(uint length) => Encoding.UTF8.GetString(Take(length));

    private string Line()
    {
        int end = Array.IndexOf(_code, (byte)'\n', _at);
        if (end < 0)
        {
            throw Damaged("a line has no end");
        }

        string line = Encoding.UTF8.GetString(_code, _at, end - _at);
        _at = end + 1;
        return line;
    }

    private long Long()
    {
        BigInteger value = new(Take(Byte()));
        return value >= long.MinValue && value <= long.MaxValue ? (long)value : throw Damaged("a number is too large");
    }

    private void Push(object? value) => _stack.Add(value);

    private object? Peek() => _stack.Count > 0 ? _stack[^1] : throw Damaged("its stack is empty");

    private object? Pop()
    {
        object? value = Peek();
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private object?[] PopMany(int count)
    {
        if (_stack.Count < count)
        {
            throw Damaged("its stack is empty");
        }

        object?[] values = [.. _stack[^count..]];
        _stack.RemoveRange(_stack.Count - count, count);
        return values;
    }

    private object?[] PopToMark()
    {
        int mark = _stack.LastIndexOf(s_mark);
        if (mark < 0)
        {
            throw Damaged("a mark is missing");
        }

        object?[] values = [.. _stack[(mark + 1)..]];
        _stack.RemoveRange(mark, _stack.Count - mark);
        return values;
    }

    private void AppendOne()
    {
        object? value = Pop();
        ListOnTop().Add(value);
    }

    private void AppendMany()
    {
        object?[] values = PopToMark();
        ListOnTop().AddRange(values);
    }

    private List<object?> ListOnTop() => Peek() as List<object?> ?? throw Damaged("something is appended to what is no list");

    private void SetItems(object?[] items)
    {
        if (items.Length % 2 != 0 || Peek() is not Dictionary<object, object?> dictionary)
        {
            throw Damaged("items are set on what is no dictionary");
        }

        for (int i = 0; i < items.Length; i += 2)
        {
            // Only text and numbers serve as keys: they cannot contain themselves.
            object key = items[i] is string or long or double or bool
                ? items[i]!
                : throw Damaged("a dictionary's key is neither text nor a number");
            dictionary[key] = items[i + 1];
        }
    }

    private void Remember(long slot)
    {
        if (_memo.Count >= LargestMemo)
        {
            throw Damaged("it remembers too much");
        }

        _memo[slot] = Peek();
    }

    private void Recall(long slot) =>
        Push(_memo.TryGetValue(slot, out object? value) ? value : throw Damaged("it recalls what it did not remember"));

    private void PushStackGlobal()
    {
        object?[] names = PopMany(2);
        Push(names is [string module, string name] ? PickleGlobal.Find(module, name) : throw Damaged("a name is not text"));
    }

    /// <summary>(“storage”, type, key, device, count): which numbers a tensor views.</summary>
    private static StorageReference Storage(object? id) =>
        id is object?[] and ["storage", PickleGlobal { StorageType: { } type }, string key, string, long count] && count >= 0
            ? new StorageReference(key, type, count)
            : throw Damaged("a storage is not described as PyTorch does");

    private object? Call()
    {
        object? arguments = Pop();
        object? function = Pop();
        if (function is not PickleGlobal global || arguments is not object?[] values)
        {
            throw new PickleException("it calls what is not a function of tensors");
        }

        return global.Name switch
        {
            PickleGlobal.OrderedDictionary when values.Length == 0 => new Dictionary<object, object?>(),
            PickleGlobal.RebuildTensor => Tensor(values),
            PickleGlobal.RebuildParameter when values is [TensorView view, ..] => view,
            _ => throw new PickleException($"it calls '{global.Name}' with arguments that it cannot have"),
        };
    }

    private static TensorView Tensor(object?[] values)
    {
        if (values is not [StorageReference storage, long offset, object?[] shape, object?[] strides, ..]
            || offset < 0
            || shape.Length != strides.Length
            || !shape.Concat(strides).All(size => size is >= 0L))
        {
            throw Damaged("a tensor is not described as PyTorch does");
        }

        return new TensorView(storage, offset, [.. shape.Cast<long>()], [.. strides.Cast<long>()]);
    }

    /// <summary>Attributes of a dictionary (its _metadata) are not needed; anything else has none.</summary>
    private void Build()
    {
        Pop();
        if (Peek() is not Dictionary<object, object?>)
        {
            throw new PickleException("it sets attributes on what is not a dictionary");
        }
    }
}
