namespace ILComicGAN.Files;

/// <summary>The files below a folder.</summary>
/// <param name="Files">Their paths, which begin with the folder's, in an order that does not depend on the machine.</param>
/// <param name="Problems">Folders that cannot be read, each with a sentence on why.</param>
public sealed record FolderContents(IReadOnlyList<string> Files, IReadOnlyDictionary<string, string> Problems)
{
    private static readonly EnumerationOptions s_all = new() { AttributesToSkip = 0, IgnoreInaccessible = false, RecurseSubdirectories = false };

    /// <summary>
    /// Lists a folder and what is below it. Each folder is visited once, by its identity, and by its own path rather than
    /// through a link where it has one: links may lead in circles.
    /// </summary>
    /// <param name="folder">An existing folder.</param>
    /// <param name="without">A folder that is left out with all that is in it; null for none.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static FolderContents Of(string folder, string? without = null, CancellationToken cancellation = default)
    {
        HashSet<FileIdentity> visited = [];
        if (without is not null && FileIdentity.Of(without) is { } left)
        {
            visited.Add(left);
        }

        List<string> files = [];
        Dictionary<string, string> problems = [];
        SortedSet<string> links = new(StringComparer.Ordinal);
        Stack<string> open = new([folder]);
        while (open.Count > 0 || links.Count > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!open.TryPop(out string? next))
            {
                next = links.Min!;
                links.Remove(next);
            }

            if (FileIdentity.Of(next) is { } identity && !visited.Add(identity))
            {
                continue;
            }

            try
            {
                foreach (FileSystemInfo entry in new DirectoryInfo(next).EnumerateFileSystemInfos("*", s_all))
                {
                    cancellation.ThrowIfCancellationRequested();
                    string path = Path.Combine(next, entry.Name);
                    if ((entry.Attributes & FileAttributes.Directory) == 0)
                    {
                        files.Add(path);
                    }
                    else if ((entry.Attributes & FileAttributes.ReparsePoint) == 0)
                    {
                        open.Push(path);
                    }
                    else
                    {
                        links.Add(path);
                    }
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                problems[next] = e is DirectoryNotFoundException
                    ? $"The folder '{next}' {InputFile.MissingBecause(next)}."
                    : $"The folder '{next}' cannot be read ({e.Message.TrimEnd('.')}); check its permissions.";
            }
        }

        return new FolderContents(
            [.. files.OrderBy(path => Path.GetRelativePath(folder, path).Replace('\\', '/'), StringComparer.Ordinal)], problems);
    }
}
