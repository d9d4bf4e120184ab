using System.CommandLine;
using System.Globalization;
using ILComicGAN.Datasets.Checking;
using ILComicGAN.Files;
using ILComicGAN.Imaging;

namespace ILComicGAN.Cli.Commands.Data;

/// <summary>Reads a whole dataset and tells what is in it.</summary>
internal static class DataCheckCommand
{
    private const int MostNames = 12;

    public static Command Create()
    {
        Argument<string> photos = new("folder") { Description = "A folder of pictures." };
        Option<string?> style = new("--style") { Description = "The folder of style pictures, to be looked at and compared." };
        Option<int> size = DataOutput.Size("Side of the training crops; smaller pictures are told.");
        Option<int> similar = new("--similar")
        {
            Description = "Pictures that differ in at most this many of 64 bits of their perceptual hash show the same.",
            DefaultValueFactory = _ => 10,
        };
        Option<string?> sheet = new("--sheet") { Description = "Write a contact sheet to this file (.png, .jpg, .webp); with --style a second one beside it." };
        Option<bool> json = CommonOptions.Json();
        Command command = new("check", "Read a dataset and list broken, gray, tiny, flat and repeated pictures, with color statistics.")
        {
            photos, style, size, similar, sheet, json,
        };
        command.SetAction(parsed =>
        {
            int bits = parsed.GetValue(similar);
            if (bits is < 0 or > 64)
            {
                throw new UsageException($"--similar {bits} cannot be used; give 0 to 64 bits.");
            }

            return Run(
                parsed.GetValue(photos)!, parsed.GetValue(style), DataOutput.RequireSize(parsed.GetValue(size)), bits, parsed.GetValue(sheet), parsed.GetValue(json));
        });
        return command;
    }

    private static int Run(string photos, string? style, int size, int similar, string? sheet, bool json)
    {
        if (sheet is not null && Path.GetExtension(sheet).ToUpperInvariant() is not (".PNG" or ".JPG" or ".JPEG" or ".WEBP"))
        {
            throw new UsageException($"The sheet '{sheet}' must end in .png, .jpg or .webp.");
        }

        foreach (string folder in style is null ? new[] { photos } : [photos, style])
        {
            IEnumerable<string> pictures = sheet is null || !Directory.Exists(folder) ? [] : ImageFolder.Read(folder).Pictures;
            OutputGuard.RequireApart(sheet, "--sheet", pictures);
            OutputGuard.RequireApart(sheet is null ? null : StyleSheet(sheet), "The second sheet", pictures);
        }

        DataSetReport report;
        using (WorkProgress progress = new())
        {
            report = DataSetCheck.Run(photos, style, size, similar, progress.Show, progress.Cancellation);
        }

        if (sheet is not null)
        {
            WriteSheet(photos, sheet);
            if (style is not null)
            {
                WriteSheet(style, StyleSheet(sheet));
            }
        }

        if (json)
        {
            DataOutput.PrintJson(report);
        }
        else
        {
            Print(report, size);
        }

        return report.HasBroken ? ExitCode.Failure : ExitCode.Success;
    }

    private static string StyleSheet(string sheet) => Path.ChangeExtension(sheet, null) + "-style" + Path.GetExtension(sheet);

    private static void WriteSheet(string folder, string file)
    {
        byte[] content = PictureFile.Encode(DataSetCheck.Sheet(folder), Path.GetExtension(file), quality: 90);
        AtomicFile.Write(file, stream => stream.Write(content));
    }

    private static void Print(DataSetReport report, int size)
    {
        FolderReport[] folders = report.Style is null ? [report.Photos] : [report.Photos, report.Style];
        TextTable table = new(["", .. folders.Select(folder => ">" + folder.Folder)]);

        Row("pictures", folder => Number(folder.Pictures));
        Row("short side, smallest", folder => Number(folder.SmallestSide));
        Row("short side, median", folder => Number(folder.MedianSide));
        Row("mean red, green, blue", folder => string.Create(CultureInfo.InvariantCulture, $"{folder.Colors.Red:F0}, {folder.Colors.Green:F0}, {folder.Colors.Blue:F0}"));
        Row("brightness ± between pictures", folder => string.Create(CultureInfo.InvariantCulture, $"{folder.Colors.Brightness:F0} ± {folder.Colors.BrightnessDeviation:F0}"));
        Row("contrast within pictures", folder => string.Create(CultureInfo.InvariantCulture, $"{folder.Colors.Contrast:F0}"));
        Row("colorfulness", folder => string.Create(CultureInfo.InvariantCulture, $"{folder.Colors.Colorfulness:F0}"));
        Row("broken", folder => Number(folder.Broken.Count));
        Row($"tiny (below {size})", folder => Number(folder.Tiny.Count));
        Row("gray", folder => Number(folder.Gray.Count));
        Row("flat", folder => Number(folder.Flat.Count));
        Row("with clear places", folder => Number(folder.Transparent.Count));
        Row("repeated exactly", folder => Number(folder.Duplicates.Sum(group => group.Count - 1)));
        Row("repeated nearly", folder => Number(folder.NearDuplicates.Sum(group => group.Count - 1)));
        Row("of kinds that are not read", folder => Number(folder.Unread.Count));
        Row("files that are no pictures", folder => Number(folder.OtherFiles));
        table.Write();
        foreach (FolderReport folder in folders)
        {
            List("Broken", folder.Folder, [.. folder.Broken.Values]);
            List("Of kinds that are not read", folder.Folder, folder.Unread);
            List("Tiny", folder.Folder, [.. folder.Tiny.Select(pair => $"{pair.Key} ({pair.Value})")]);
            List("Gray", folder.Folder, folder.Gray);
            List("Flat", folder.Folder, folder.Flat);
            List("With clear places", folder.Folder, folder.Transparent);
            List("Equal", folder.Folder, [.. folder.Duplicates.Select(group => string.Join(" = ", group))]);
            List("Nearly equal", folder.Folder, [.. folder.NearDuplicates.Select(group => string.Join(" ≈ ", group))]);
        }

        List("In both folders", "", [.. report.InBoth.Select(pair => string.Join(" ≈ ", pair))]);

        void Row(string name, Func<FolderReport, string> value) => table.Add([name, .. folders.Select(value)]);
    }

    private static void List(string what, string folder, IReadOnlyList<string> names)
    {
        if (names.Count == 0)
        {
            return;
        }

        Console.WriteLine(folder.Length > 0 ? $"{what} in {folder}:" : $"{what}:");
        foreach (string name in names.Take(MostNames))
        {
            Console.WriteLine($"  {name}");
        }

        if (names.Count > MostNames)
        {
            Console.WriteLine($"  and {names.Count - MostNames} more (--json lists all)");
        }
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
