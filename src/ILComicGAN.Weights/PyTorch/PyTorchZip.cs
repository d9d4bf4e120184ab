using System.Text;
using ILComicGAN.Weights.Files;
using ILComicGAN.Weights.Pickle;
using ILComicGAN.Weights.Zip;

namespace ILComicGAN.Weights.PyTorch;

/// <summary>
/// PyTorch's .pth since version 1.6: a zip archive, uncompressed, with the structure in “data.pkl” and one entry per
/// storage.
/// </summary>
internal static class PyTorchZip
{
    private const string PickleName = "data.pkl";

    public static WeightContents Read(ZipDirectory zip)
    {
        ZipEntry pickle = zip.Entries.FirstOrDefault(entry => entry.Name.EndsWith($"/{PickleName}", StringComparison.Ordinal))
            ?? throw new FormatFault($"it has no entry '{PickleName}'; a zip file of another kind", "save the network's state_dict()");
        string root = pickle.Name[..^PickleName.Length];
        if (zip.Find($"{root}constants.pkl") is not null)
        {
            throw new FormatFault("it is a TorchScript program", "save the network's state_dict() with torch.save");
        }

        // torch.save stores; what is compressed was packed by something else and cannot be read in place.
        if (zip.Entries.FirstOrDefault(entry => entry.Deflated) is { } deflated)
        {
            throw new FormatFault($"the entry '{Printable.Of(deflated.Name)}' is compressed", "save it with torch.save");
        }

        RequireLittleEndian(zip, root);
        RegionBytes code = new(zip.Source, pickle.DataOffset, pickle.Length);
        WeightContents contents = new(zip.Source.Budget);
        StateDictionary.Collect(
            PickleMachine.Run(new ByteCursor(code)),
            contents,
            zip.Source.Budget,
            zip.Source.Length,
            view => TorchStorages.Resolve(view, key => zip.Find($"{root}data/{key}")?.Bytes(zip.Source)));
        return contents;
    }

    private static void RequireLittleEndian(ZipDirectory zip, string root)
    {
        if (zip.Find($"{root}byteorder") is { Length: < 16 } order)
        {
            byte[] text = new byte[order.Length];
            zip.Source.Read(order.DataOffset, text);
            if (Encoding.Latin1.GetString(text) != "little")
            {
                throw new FormatFault("its numbers are big-endian", "save it on a little-endian machine");
            }
        }
    }
}
