namespace ILComicGAN.Training.Runs;

/// <summary>
/// Removes unfinished files that a killed program left in a run's folder: only names that <see cref="AtomicFile"/> gives to
/// this program's own files, only in the folders that a run creates, and never through a link. Everything else there
/// belongs to somebody else.
/// </summary>
internal static class UnfinishedFiles
{
    /// <summary>Removes them.</summary>
    public static void RemoveFrom(RunFolder folder)
    {
        Remove(folder.Path);
        foreach (string below in new[] { folder.Sheets, folder.Checkpoints.Folder }.Concat(StepsBelow(folder.Diverged)).Where(IsFolderItself))
        {
            Remove(below);
        }
    }

    private static IEnumerable<string> StepsBelow(string folder) =>
        IsFolderItself(folder) ? Directory.EnumerateDirectories(folder, "step-*") : [];

    private static bool IsFolderItself(string path) => new DirectoryInfo(path) is { Exists: true, LinkTarget: null };

    private static void Remove(string folder)
    {
        foreach (FileInfo file in new DirectoryInfo(folder).EnumerateFiles(".*", SearchOption.TopDirectoryOnly))
        {
            if (TemporaryName.IsOurs(file.Name) && file.LinkTarget is null)
            {
                file.Delete();
            }
        }
    }
}
