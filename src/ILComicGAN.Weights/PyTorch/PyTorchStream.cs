using ILComicGAN.Weights.Files;
using ILComicGAN.Weights.Pickle;

namespace ILComicGAN.Weights.PyTorch;

/// <summary>
/// PyTorch's .pth before 1.6: a magic number, a version, facts about the machine, the structure, and the keys of the
/// storages, each a pickle of its own, then the storages one after the other, a count before each.
/// </summary>
internal static class PyTorchStream
{
    private const long Version = 1001;

    /// <summary>PROTO 2, LONG1 of ten bytes, the magic number of torch.save, STOP.</summary>
    private static ReadOnlySpan<byte> Magic => [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, (byte)'.'];

    public static bool Is(ReadOnlySpan<byte> start) => start.StartsWith(Magic);

    public static WeightContents Read(ByteSource source)
    {
        ByteCursor cursor = new(source, Magic.Length);
        if (PickleMachine.Run(cursor) is not Version)
        {
            throw new FormatFault("it has an unknown version", "save it again with a newer torch.save");
        }

        if (PickleMachine.Run(cursor) is not PickleDictionary machine || machine.Find("little_endian") is not true)
        {
            throw new FormatFault("its numbers are big-endian", "save it on a little-endian machine");
        }

        // A storage does not tell its type: that is known from the tensors that view it.
        Dictionary<string, WeightType> types = new(StringComparer.Ordinal);
        object? root = PickleMachine.Run(cursor, types);
        if (PickleMachine.Run(cursor) is not List<object?> keys)
        {
            throw new FormatFault("the list of its storages is damaged");
        }

        Dictionary<string, StoredBytes> storages = new(StringComparer.Ordinal);
        foreach (object? item in keys)
        {
            if (PickleMachine.Text(item) is not { } key || !types.TryGetValue(key, out WeightType type))
            {
                throw new FormatFault("the list of its storages is damaged");
            }

            long count = cursor.Size();
            int size = NumberReader.SizeOf(type);
            if (count > cursor.Left / size || !storages.TryAdd(key, new FileRegion(source, cursor.Position, count * size)))
            {
                throw new FormatFault($"the storage '{Printable.Of(key)}' goes beyond its end, or comes twice");
            }

            cursor.Skip(count * size);
        }

        WeightContents contents = new(source.Budget);
        StateDictionary.Collect(
            root, contents, source.Budget, source.Length, view => TorchStorages.Resolve(view, key => storages.GetValueOrDefault(key)));
        return contents;
    }
}
