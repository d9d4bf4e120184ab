using ILComicGAN.Weights.Files;
using ILComicGAN.Weights.Zip;

namespace ILComicGAN.Weights.NumPy;

/// <summary>NumPy's .npz: a zip archive of .npy files, compressed or not.</summary>
internal static class NpzFile
{
    private const string Extension = ".npy";

    /// <summary>Nanoseconds to begin to unpack an entry.</summary>
    private const int EntryTime = 25_000;

    public static bool Is(ZipDirectory zip) =>
        zip.Entries.Count > 0 && zip.Entries.All(entry => entry.Name.EndsWith(Extension, StringComparison.Ordinal));

    public static WeightContents Read(ZipDirectory zip)
    {
        WeightContents contents = new(zip.Source.Budget);
        LeftOut others = new();
        foreach (ZipEntry entry in zip.Entries)
        {
            string name = entry.Name[..^Extension.Length];
            zip.Source.Budget.Work(EntryTime);
            StoredBytes bytes = entry.Bytes(zip.Source);
            using IStoredReader reader = bytes.Open();
            NpyHeader header = NpyHeader.Read(reader, bytes.Length);
            if (header.Type.Type is null)
            {
                others.Add(name);
                continue;
            }

            contents.Add(name, header.ToTensor(new PartialBytes(bytes, header.End)));
        }

        contents.NoteLeftOut(others, "entries that are no arrays of numbers");
        return contents;
    }
}
