using ILComicGAN.Files;
using ILComicGAN.Imaging;

namespace ILComicGAN.Cli.Commands;

/// <summary>Which photo becomes which file, settled before anything is computed: no photo is written over unless that is wanted.</summary>
/// <param name="Work">Photos and their results.</param>
/// <param name="Unreadable">How many folders cannot be read.</param>
/// <param name="Notes">Sentences on those folders, and on pictures of kinds that are not read.</param>
/// <param name="Named">The photos that were named one by one; the others were found in folders.</param>
internal sealed record StylizePlan(
    IReadOnlyList<(string Input, string Output)> Work, int Unreadable, IReadOnlyList<string> Notes, IReadOnlySet<string> Named)
{
    /// <summary>What can be written.</summary>
    public static readonly string[] OutputTypes = [".png", ".jpg", ".jpeg", ".webp"];

    /// <summary>Names of one folder that differ in their letters' case only are one file on many systems.</summary>
    private static readonly StringComparer s_names = OperatingSystem.IsLinux() ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase;

    /// <summary>Plans the work.</summary>
    /// <param name="inputs">Photos, or folders of them.</param>
    /// <param name="output">A file, or a folder.</param>
    /// <param name="overwrite">Whether results may take the places of photos.</param>
    /// <exception cref="UsageException">The output does not fit the inputs, or is one of them.</exception>
    /// <exception cref="DataSetException">A folder has no pictures.</exception>
    public static StylizePlan Make(string[] inputs, string output, bool overwrite)
    {
        bool several = inputs.Length > 1 || Directory.Exists(inputs[0]);
        StylizePlan plan = several ? Several(inputs, output, overwrite) : new StylizePlan([Single(inputs[0], output)], 0, [], inputs.ToHashSet());
        if (!overwrite)
        {
            RequireInputsKept(plan.Work);
        }

        return plan;
    }

    private static (string Input, string Output) Single(string input, string output)
    {
        // A folder as output is fine for one photo too.
        if (Directory.Exists(output) || output.EndsWith(Path.DirectorySeparatorChar) || output.EndsWith('/'))
        {
            return (input, Path.Combine(output, Keeps(input) ? Path.GetFileName(input) : ShortName(input)));
        }

        return OutputTypes.Contains(Path.GetExtension(output).ToLowerInvariant())
            ? (input, output)
            : throw new UsageException($"The output '{output}' must end in {string.Join(", ", OutputTypes)}.");
    }

    private static StylizePlan Several(string[] inputs, string output, bool overwrite)
    {
        if (File.Exists(output) || OutputTypes.Contains(Path.GetExtension(output).ToLowerInvariant()))
        {
            throw new UsageException($"Several photos need a folder as output, and '{output}' is a file.");
        }

        FileIdentity? results = FileIdentity.Of(output);
        List<(string Input, string Folder)> found = [];
        int unreadable = 0;
        List<string> notes = [];
        foreach (string input in inputs)
        {
            if (!Directory.Exists(input))
            {
                found.Add((input, ""));
                continue;
            }

            bool same = results is not null && FileIdentity.Of(input) == results;
            if (same && !overwrite)
            {
                throw new UsageException($"The results would lie among the photos in '{input}'; name another folder with -o, or give --overwrite to replace the photos.");
            }

            // Results of a former run below the folder are no photos.
            ImageFolder pictures = ImageFolder.Read(input, without: same ? null : output);
            unreadable += pictures.Problems.Count;
            notes.AddRange(pictures.Notes);
            found.AddRange(pictures.Pictures.Select(file => (file, Path.GetDirectoryName(Path.GetRelativePath(input, file)) ?? "")));
        }

        return new StylizePlan(Name(found, output), unreadable, notes, inputs.ToHashSet());
    }

    /// <summary>Photos keep their names; those of a type that cannot be written get another, beside one of the same name a longer one.</summary>
    private static (string Input, string Output)[] Name(List<(string Input, string Folder)> found, string output)
    {
        Dictionary<string, string> taken = new(s_names);
        string[] names = new string[found.Count];
        foreach (bool keeps in new[] { true, false })
        {
            for (int i = 0; i < names.Length; i++)
            {
                (string input, string folder) = found[i];
                if (Keeps(input) != keeps)
                {
                    continue;
                }

                string place = Path.Combine(output, folder);
                string wanted = Path.Combine(place, keeps ? Path.GetFileName(input) : ShortName(input));
                string name = !keeps && taken.ContainsKey(wanted) ? Path.Combine(place, Path.GetFileName(input) + ".png") : wanted;
                if (!taken.TryAdd(name, input))
                {
                    throw new UsageException($"'{taken[name]}' and '{input}' would both become '{name}'; stylize them into different folders.");
                }

                names[i] = name;
            }
        }

        return [.. found.Select((photo, i) => (photo.Input, names[i]))];
    }

    private static void RequireInputsKept(IReadOnlyList<(string Input, string Output)> work)
    {
        HashSet<FileIdentity> photos = [.. work.Select(item => FileIdentity.Of(item.Input)).OfType<FileIdentity>()];
        string[] lost = [.. work.Select(item => item.Output).Where(file => FileIdentity.Of(file) is { } there && photos.Contains(there))];
        if (lost.Length > 0)
        {
            throw new UsageException(
                $"'{lost[0]}' is {(lost.Length == 1 ? "a photo" : $"one of {lost.Length} photos")} that the result would replace; name another output, or give --overwrite.");
        }
    }

    private static bool Keeps(string input) => OutputTypes.Contains(Path.GetExtension(input).ToLowerInvariant());

    private static string ShortName(string input) => Path.GetFileNameWithoutExtension(input) + ".png";
}
