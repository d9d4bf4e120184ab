using System.Text.Json;

namespace ILComicGAN.Training.Runs;

/// <summary>
/// Keeps the journal of a run, <c>journal.jsonl</c>: when it was begun, with what, stopped, resumed and saved, and what was said.
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
    private bool _began;
    private int _step;

    /// <inheritdoc/>
    public void OnBegin(RunBegin begin)
    {
        lock (_writing)
        {
            _step = begin.Step;
            _troubles.Try(What, () =>
            {
                if (begin.Step == 0)
                {
                    // What an attempt before it left, which got nowhere, is not this run's.
                    File.Delete(folder.Journal);
                }
                else if (File.Exists(folder.Journal))
                {
                    // A line that a crash cut off must not swallow the next one; an empty line says nothing.
                    File.AppendAllText(folder.Journal, "\n");
                }
            });
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
    public void OnMessage(string message) =>
        // Run folders are moved and passed on; where this one lies is not part of its story.
        Write(Entry(JournalKind.Message) with { Text = message.Replace(folder.Path + Path.DirectorySeparatorChar, "", StringComparison.Ordinal) });

    /// <inheritdoc/>
    public void OnEnd(RunEnd end) => Write(Entry(end.Complete ? JournalKind.Complete : JournalKind.Stopped));

    /// <summary>The run ended with an error, of which <see cref="ITrainingObserver"/> is not told.</summary>
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
        // Threads that read pictures have something to say, too.
        lock (_writing)
        {
            if (_began)
            {
                _troubles.Try(What, () => File.AppendAllText(folder.Journal, JsonSerializer.Serialize(entry, RunFolder.Json) + "\n"));
            }
            else
            {
                // Before the run begins nothing of the folder may change: it may turn out not to be usable.
                _early.Add(entry);
            }
        }
    }
}
