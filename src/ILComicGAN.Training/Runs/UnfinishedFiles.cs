using System.Text.RegularExpressions;

namespace ILComicGAN.Training.Runs;

/// <summary>
/// Removes unfinished files that a killed program left in a run's folder: only names that <see cref="AtomicFile"/> gives to
/// this program's own files, only in the folders that a run creates, and never through a link. Everything else there
/// belongs to somebody else.
/// </summary>
internal static partial class UnfinishedFiles
{
    /// <summary>Removes them.</summary>
    public static void RemoveFrom(RunFolder folder)
    {
        Remove(folder.Path, RunFile());
        foreach (string below in new[] { folder.Sheets, folder.Checkpoints.Folder }.Concat(StepsBelow(folder.Diverged)).Where(IsFolderItself))
        {
            Remove(below, StepFile());
        }
    }

    private static IEnumerable<string> StepsBelow(string folder) =>
        IsFolderItself(folder) ? Directory.EnumerateDirectories(folder, "step-*") : [];

    private static bool IsFolderItself(string path) => new DirectoryInfo(path) is { Exists: true, LinkTarget: null };

    private static void Remove(string folder, Regex own)
    {
        foreach (FileInfo file in new DirectoryInfo(folder).EnumerateFiles(".*.tmp", SearchOption.TopDirectoryOnly))
        {
            if (own.IsMatch(file.Name) && file.LinkTarget is null)
            {
                file.Delete();
            }
        }
    }

    [GeneratedRegex(@"^\.(settings\.json|data\.json|log\.jsonl|losses\.png|report\.html|(generator|checkpoint)\.safetensors)\.[0-9a-f]{32}\.tmp$")]
    private static partial Regex RunFile();

    [GeneratedRegex(@"^\.(step-[0-9]+\.(jpg|safetensors)|batch\.json|(photo|style)-[0-9]+\.png)\.[0-9a-f]{32}\.tmp$")]
    private static partial Regex StepFile();
}
