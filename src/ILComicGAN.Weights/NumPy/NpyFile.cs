using ILComicGAN.Weights.Files;
using ILComicGAN.Weights.Pickle;

namespace ILComicGAN.Weights.NumPy;

/// <summary>NumPy's .npy: one array, or, as vgg19.npy has it, a pickled dictionary of lists of arrays.</summary>
internal static class NpyFile
{
    public static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    public static WeightContents Read(ByteSource source)
    {
        FileRegion all = new(source, 0, source.Length);
        NpyHeader header = NpyHeader.Read(all, all.Length);
        if (header.Type.IsObject)
        {
            return ReadPickle(source, header.End);
        }

        WeightContents contents = new(source.Budget);
        contents.Add("array", header.ToTensor(new FileRegion(source, header.End, source.Length - header.End)));
        return contents;
    }

    /// <summary>A pickle of arrays from <paramref name="start"/> to the end.</summary>
    public static WeightContents ReadPickle(ByteSource source, long start)
    {
        WeightContents contents = new(source.Budget);
        StateDictionary.Collect(PickleMachine.Run(new ByteCursor(source, start)), contents, source.Budget, source.Length);
        return contents;
    }
}
