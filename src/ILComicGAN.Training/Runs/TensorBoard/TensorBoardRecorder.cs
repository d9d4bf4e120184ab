using ILComicGAN.Imaging;

namespace ILComicGAN.Training.Runs.TensorBoard;

/// <summary>
/// Writes a run as TensorBoard event files: losses, learning rates, speed and memory of every logged step, LIN's choices
/// layer by layer, picture sheets, and the settings as text. A resumed run begins a new file, which voids what was
/// written after the checkpoint, as TensorBoard's own writer does.
/// </summary>
/// <param name="folder">The log directory, for <c>tensorboard --logdir</c>.</param>
/// <param name="warn">Is told if events cannot be written; the run goes on.</param>
/// <param name="clock">Tells the time of events; the system's by default.</param>
public sealed class TensorBoardRecorder(string folder, Action<string> warn, TimeProvider? clock = null) : ITrainingObserver, IDisposable
{
    private readonly WriteTroubles _troubles = new(warn);
    private RunBegin? _begin;
    private EventFile? _file;

    /// <inheritdoc/>
    public void OnBegin(RunBegin begin)
    {
        _begin = begin;
        Try(_ => { });
    }

    /// <inheritdoc/>
    public void OnStep(StepReport report)
    {
        if (report.InstanceShares is not null)
        {
            Try(file => file.AddScalars(report.Step, Scalars(report)));
        }
    }

    /// <inheritdoc/>
    public void OnSheet(SheetReport sheet) => Try(file =>
        file.AddImage(sheet.Step, "sheet", sheet.Sheet.Width, sheet.Sheet.Height, PictureFile.Encode(sheet.Sheet, ".jpg")));

    /// <inheritdoc/>
    public void OnRollback(int step) => Try(file => file.AddRestart(FirstAfter(step)));

    /// <inheritdoc/>
    public void OnMessage(string message)
    {
    }

    /// <summary>Closes the event file.</summary>
    public void Dispose() => _file?.Dispose();

    /// <summary>The sheet of step 0 belongs to a new run; a resumed one wrote it before.</summary>
    private static int FirstAfter(int step) => step == 0 ? 0 : step + 1;

    private static IEnumerable<(string Tag, float Value)> Scalars(StepReport report)
    {
        foreach (RunSeries series in RunSeries.All)
        {
            if (series.Value(report) is { } value)
            {
                yield return (series.Tag, value);
            }
        }

        foreach ((string layer, float share) in report.InstanceShares!)
        {
            yield return ($"lin/{layer}", share);
        }
    }

    private void Try(Action<EventFile> write) => _troubles.Try("TensorBoard file", () => write(_file ??= Open()));

    private EventFile Open()
    {
        RunBegin begin = _begin ?? throw new InvalidOperationException("The run has not begun.");
        bool something = Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any();
        EventFile file = EventFile.Create(folder, something ? FirstAfter(begin.Step) : null, clock ?? TimeProvider.System);
        try
        {
            file.AddText(begin.Step, "run/settings", "```json\n" + begin.Settings.WithoutFolders().ToJson() + "\n```");
            file.AddText(begin.Step, "run/data", $"photos: {begin.Photos}  \nstyle: {begin.Style}");
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
