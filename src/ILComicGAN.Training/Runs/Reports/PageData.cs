using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace ILComicGAN.Training.Runs.Reports;

/// <summary>What the page shows, as JSON: everything, or what is new since the page last asked.</summary>
public sealed record PageData
{
    /// <summary>No screen shows more points than this per curve; neighboring points are averaged.</summary>
    private const int MaxPoints = 2000;

    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase), new PlainTextConverter() },
    };

    /// <summary>The run's name.</summary>
    public required string Name { get; init; }

    /// <summary>When this was read.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The state of the run.</summary>
    public required RunState State { get; init; }

    /// <summary>Steps done.</summary>
    public required int Step { get; init; }

    /// <summary>Steps in all.</summary>
    public required int TotalSteps { get; init; }

    /// <summary>Steps of the start phase.</summary>
    public required int StartSteps { get; init; }

    /// <summary>“start” or “gan”: of the last logged step.</summary>
    public required string Phase { get; init; }

    /// <summary>Seconds spent training.</summary>
    public required double ElapsedSeconds { get; init; }

    /// <summary>Estimated seconds to the end; null where that cannot be told.</summary>
    public double? SecondsLeft { get; init; }

    /// <summary>Sent back with the next request; if it has changed, everything is sent again.</summary>
    public required int Generation { get; init; }

    /// <summary>Whether this replaces everything that the page had.</summary>
    public required bool Whole { get; init; }

    /// <summary>Lines of the log by now.</summary>
    public required int Lines { get; init; }

    /// <summary>Lines that each point is the mean of.</summary>
    public required int LinesPerPoint { get; init; }

    /// <summary>The step of each point.</summary>
    public required IReadOnlyList<int> Steps { get; init; }

    /// <summary>What charts there are, if everything is sent.</summary>
    public IReadOnlyList<RunChart>? Charts { get; init; }

    /// <summary>Each curve's values at these steps; null where it has none.</summary>
    public required IReadOnlyDictionary<string, float?[]> Curves { get; init; }

    /// <summary>Each LIN layer's share of instance normalization at these steps.</summary>
    public required IReadOnlyDictionary<string, float?[]> Lin { get; init; }

    /// <summary>The steps with a picture sheet.</summary>
    public required IReadOnlyList<int> Sheets { get; init; }

    /// <summary>Entries of the journal by now.</summary>
    public required int Entries { get; init; }

    /// <summary>The journal, or its new entries.</summary>
    public required IReadOnlyList<JournalEntry> Journal { get; init; }

    /// <summary>The settings, if everything is sent.</summary>
    public JsonObject? Settings { get; init; }

    /// <summary>Everything the run has written, or the part after <paramref name="lines"/> and <paramref name="entries"/>.</summary>
    /// <param name="run">The run, just refreshed.</param>
    /// <param name="running">Whether this process trains it.</param>
    /// <param name="generation">What the page was told last; −1 for everything.</param>
    /// <param name="lines">Lines of the log that the page has.</param>
    /// <param name="entries">Entries of the journal that the page has.</param>
    public static PageData Of(RunReader run, bool running, int generation = -1, int lines = 0, int entries = 0)
    {
        bool whole = generation != run.Generation || lines > run.Log.Count || entries > run.Journal.Count;
        StepReport[] log = [.. run.Log.Skip(whole ? 0 : lines)];
        int perPoint = Math.Max(1, (log.Length + MaxPoints - 1) / MaxPoints);
        StepReport[][] points = [.. log.Chunk(perPoint)];
        string[] layers = [.. log.Select(report => report.InstanceShares?.Keys).LastOrDefault(names => names is not null) ?? []];
        return new PageData
        {
            Name = run.Name,
            Time = DateTimeOffset.UtcNow,
            State = running && run.State == RunState.Open ? RunState.Running : run.State,
            Step = run.Step,
            TotalSteps = run.TotalSteps,
            StartSteps = run.StartSteps,
            Phase = run.Log.Count > 0 ? run.Log[^1].Phase : "start",
            ElapsedSeconds = run.ElapsedSeconds(),
            SecondsLeft = run.State != RunState.Complete && run.Log.Count > 0 && run.Log[^1].SecondsLeft is { } left && double.IsFinite(left) ? left : null,
            Generation = run.Generation,
            Whole = whole,
            Lines = run.Log.Count,
            LinesPerPoint = perPoint,
            Steps = [.. points.Select(point => point[^1].Step)],
            Charts = whole ? RunChart.All : null,
            Curves = RunSeries.All.ToDictionary(series => series.Key, series => Values(points, series.Value)),
            Lin = layers.ToDictionary(
                layer => layer,
                layer => Values(points, report => report.InstanceShares?.TryGetValue(layer, out float share) is true ? share : null)),
            Sheets = run.Sheets(),
            Entries = run.Journal.Count,
            Journal = [.. run.Journal.Skip(whole ? 0 : entries)],
            Settings = whole ? run.Settings() : null,
        };
    }

    /// <summary>As JSON that is safe inside an HTML page: it has no &lt; that could end the element around it.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, s_json);

    private static float?[] Values(StepReport[][] points, Func<StepReport, float?> value) =>
        [.. points.Select(point =>
        {
            float[] known = [.. point.Select(value).OfType<float>().Where(float.IsFinite)];
            return known.Length > 0 ? known.Average() : (float?)null;
        })];
}
