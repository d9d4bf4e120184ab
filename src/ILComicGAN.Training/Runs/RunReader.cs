using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ILComicGAN.Training.Settings;

namespace ILComicGAN.Training.Runs;

/// <summary>
/// Reads what a run has written so far: this one's, another process', or one long finished. Each refresh takes in only
/// what is new. Not safe for several threads at once.
/// </summary>
/// <param name="folder">The run's folder.</param>
public sealed class RunReader(RunFolder folder)
{
    private const long MaxSettingsBytes = 1 << 20;

    private readonly JsonLinesReader<StepReport> _log = new(folder.Log, RunFolder.Json);
    private readonly JsonLinesReader<JournalEntry> _journal = new(folder.Journal, RunFolder.Json);

    /// <summary>The run's folder.</summary>
    public RunFolder Folder => folder;

    /// <summary>What the run is called: its folder's name.</summary>
    public string Name => PlainText.Of(Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder.Path))), 200);

    /// <summary>The logged steps.</summary>
    public IReadOnlyList<StepReport> Log => _log.Items;

    /// <summary>The journal; empty for runs from before there was one.</summary>
    public IReadOnlyList<JournalEntry> Journal => _journal.Items;

    /// <summary>Changes when lines that were read before are gone, because the run went back to a checkpoint or began anew.</summary>
    public int Generation => _log.Generation + _journal.Generation;

    /// <summary>Whether there is anything to show.</summary>
    public bool IsEmpty => Log.Count == 0 && Journal.Count == 0 && Sheets().Count == 0;

    /// <summary>The start of the latest session, if the journal has one.</summary>
    public JournalEntry? Begin => Journal.LastOrDefault(entry => entry.Kind == JournalKind.Begin);

    /// <summary>Steps done, as far as is written.</summary>
    public int Step => Math.Max(Log.Count > 0 ? Log[^1].Step : 0, Journal.Count > 0 ? Journal[^1].Step : 0);

    /// <summary>Steps in all.</summary>
    public int TotalSteps => Begin?.TotalSteps ?? (Log.Count > 0 ? Log[^1].TotalSteps : 0);

    /// <summary>Steps of the start phase.</summary>
    public int StartSteps => Begin?.StartSteps ?? Log.LastOrDefault(report => report.Phase == "start")?.Step ?? 0;

    /// <summary>The state of the run, by its journal.</summary>
    public RunState State => Journal.LastOrDefault(entry => entry.Kind is JournalKind.Begin or JournalKind.Stopped or JournalKind.Failed or JournalKind.Complete)?.Kind switch
    {
        JournalKind.Stopped => RunState.Stopped,
        JournalKind.Failed => RunState.Failed,
        JournalKind.Complete => RunState.Complete,
        _ => RunState.Open,
    };

    /// <summary>Reads what has been written since the last time.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public void Refresh()
    {
        _log.Refresh();
        _journal.Refresh();
    }

    /// <summary>The steps with a picture sheet, in order; those that a run has gone back from are left out.</summary>
    public IReadOnlyList<int> Sheets()
    {
        if (!Directory.Exists(folder.Sheets))
        {
            return [];
        }

        int done = Journal.Count > 0 ? Step : int.MaxValue;
        return [.. Directory.EnumerateFiles(folder.Sheets, "step-*.jpg")
            .Select(file => int.TryParse(Path.GetFileNameWithoutExtension(file)["step-".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out int step) ? step : -1)
            .Where(step => step >= 0 && step <= done && folder.HasSheet(step))
            .Order()];
    }

    /// <summary>What cannot be read of the run, a sentence for each file.</summary>
    public IEnumerable<string> Faults()
    {
        foreach ((string file, int broken, int good) in new[] { (folder.Log, _log.BrokenLines, Log.Count), (folder.Journal, _journal.BrokenLines, Journal.Count) })
        {
            if (broken > 0)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{broken} of {broken + good} lines of '{PlainText.Of(file)}' cannot be read and are left out.");
            }
        }

        if (SettingsFault is { } fault)
        {
            yield return fault;
        }
    }

    /// <summary>What is wrong with the settings, if there are any.</summary>
    private string? SettingsFault
    {
        get
        {
            try
            {
                if (File.Exists(folder.SettingsFile))
                {
                    TrainingSettings.Load(folder.SettingsFile);
                }

                return null;
            }
            catch (SettingsException e)
            {
                return e.Message;
            }
        }
    }

    /// <summary>The settings without the folders of the machine; null where they cannot be read. Those of other versions are shown, too.</summary>
    internal JsonObject? Settings()
    {
        // A link in a run folder from somebody else could lead to any file of this machine.
        FileInfo file = new(folder.SettingsFile);
        if (!file.Exists || file.LinkTarget is not null || file.Length is 0 or > MaxSettingsBytes)
        {
            return null;
        }

        try
        {
            string json = InputFile.ReadAllText(folder.SettingsFile, MaxSettingsBytes);
            try
            {
                return Published(JsonNode.Parse(TrainingSettings.Parse(json, folder.SettingsFile).WithoutFolders().ToJson())) as JsonObject;
            }
            catch (SettingsException)
            {
                JsonDocumentOptions lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
                using JsonDocument document = JsonDocument.Parse(json, lenient);
                return Published(JsonNode.Parse(document.RootElement.GetRawText(), documentOptions: lenient)) as JsonObject;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or ArgumentException or InvalidOperationException)
        {
            // Not JSON, or JSON with a name that is there twice or is no text.
            return null;
        }
    }

    /// <summary>
    /// Settings that can be shown to others. Which settings of another version are folders is unknown, so of everything that
    /// looks like a path, at any depth, only the last part is kept.
    /// </summary>
    private static JsonNode? Published(JsonNode? node) => node switch
    {
        JsonObject nested => new JsonObject(nested.Select(pair => KeyValuePair.Create(PlainText.Of(pair.Key, 100), Published(pair.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Published)]),
        JsonValue value when value.TryGetValue(out string? text) => PlainText.Of(text.TrimEnd('/', '\\').Split('/', '\\')[^1]),
        _ => node?.DeepClone(),
    };

    /// <summary>Time spent training, over all sessions; a session without a recorded end counts up to the last line it wrote.</summary>
    internal double ElapsedSeconds()
    {
        double seconds = 0;
        DateTimeOffset? begin = null;
        DateTimeOffset last = default;
        foreach (JournalEntry entry in Journal)
        {
            if (entry.Kind == JournalKind.Begin)
            {
                seconds += begin is { } before ? (last - before).TotalSeconds : 0;
                begin = entry.Time;
            }

            last = entry.Time;
        }

        if (begin is { } open)
        {
            DateTimeOffset logged = State == RunState.Open && File.Exists(folder.Log) ? new DateTimeOffset(File.GetLastWriteTimeUtc(folder.Log)) : last;
            seconds += ((logged > last ? logged : last) - open).TotalSeconds;
        }

        return seconds;
    }
}
