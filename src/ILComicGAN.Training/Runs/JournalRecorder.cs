using System.Text.Json;
using ILComicGAN.Training.Checkpoints;

namespace ILComicGAN.Training.Runs;

/// <summary>
/// Keeps the journal of a run, <c>journal.jsonl</c>: when and with what it was begun, when it was stopped, resumed and saved, and the messages.
/// The log has the numbers; the report needs both.
/// </summary>
/// <param name="folder">The run's folder.</param>
/// <param name="environment">What the run is computed with.</param>
/// <param name="warn">Is told if the journal cannot be written; the run goes on.</param>
/// <param name="clock">Tells the time; the system's by default.</param>
public sealed class JournalRecorder(RunFolder folder, RunEnvironment environment, Action<string> warn, TimeProvider? clock = null) : ITrainingObserver
{
    private const string What = "journal";

    private readonly WriteTroubles _troubles = new(warn);
    private readonly Lock _writing = new();
    private readonly List<JournalEntry> _early = [];
    private string[] _folders = [];
    private bool _began;

    /// <summary>Whether a crash or a full disk may have cut off the last line, which must not swallow the next one; an empty line says nothing.</summary>
    private bool _mayBeTorn;
    private int _step;

    /// <inheritdoc/>
    public void OnBegin(RunBegin begin)
    {
        lock (_writing)
        {
            _step = begin.Step;
            _mayBeTorn = begin.Step > 0;
            if (begin.Step == 0)
            {
                // A journal left by an earlier attempt without a checkpoint does not belong to this run.
                _troubles.Try(What, () => File.Delete(folder.Journal));
            }

            string?[] places = [begin.Settings.Photos, begin.Settings.Style, begin.Settings.Validation, begin.Settings.Vgg19, begin.Settings.Initial];
            _folders = [folder.Path, .. places.Select(Path.GetDirectoryName).OfType<string>().Where(place => place.Length > 1).OrderByDescending(place => place.Length)];
            _began = true;
            Write(Entry(JournalKind.Begin) with
            {
                TotalSteps = begin.TotalSteps,
                StartSteps = begin.StartSteps,
                Photos = begin.Photos,
                Style = begin.Style,
                Environment = environment,
            });
            _early.ForEach(entry => Write(entry with { Step = begin.Step }));
            _early.Clear();
        }
    }

    /// <inheritdoc/>
    public void OnStep(StepReport report) => _step = report.Step;

    /// <inheritdoc/>
    public void OnSheet(SheetReport sheet) => Write(Entry(JournalKind.Sheet));

    /// <inheritdoc/>
    public void OnCheckpoint(CheckpointReport checkpoint) => Write(Entry(JournalKind.Checkpoint));

    /// <inheritdoc/>
    public void OnRollback(int step)
    {
        _step = step;
        Write(Entry(JournalKind.Rollback));
    }

    /// <inheritdoc/>
    public void OnMessage(string message) => Write(Entry(JournalKind.Message) with { Text = message });

    /// <inheritdoc/>
    public void OnEnd(RunEnd end) => Write(Entry(end.Complete ? JournalKind.Complete : JournalKind.Stopped));

    /// <summary>Records that the run ended with an error, for which <see cref="ITrainingObserver"/> has no event.</summary>
    /// <param name="message">What a person should read.</param>
    public void Fail(string message)
    {
        if (_began)
        {
            Write(Entry(JournalKind.Failed) with { Text = message });
        }
    }

    private JournalEntry Entry(JournalKind kind) => new() { Time = (clock ?? TimeProvider.System).GetUtcNow(), Kind = kind, Step = _step };

    private void Write(JournalEntry entry)
    {
        // The threads that read pictures report messages too.
        lock (_writing)
        {
            if (_began)
            {
                _troubles.Try(What, () =>
                {
                    string line = (_mayBeTorn ? "\n" : "") + JsonSerializer.Serialize(entry with { Text = WithoutFolders(entry.Text) }, RunFolder.Json) + "\n";
                    _mayBeTorn = true;
                    File.AppendAllText(folder.Journal, line);
                    _mayBeTorn = false;
                });
            }
            else
            {
                // Nothing in the folder may change before the run begins: the run may still be refused.
                _early.Add(entry);
            }
        }
    }

    /// <summary>Run folders are shared, and local paths must not be shared with them.</summary>
    private string? WithoutFolders(string? text) =>
        _folders.Aggregate(text, (rest, place) => rest?.Replace(Path.TrimEndingDirectorySeparator(place) + Path.DirectorySeparatorChar, "", StringComparison.Ordinal));
}
