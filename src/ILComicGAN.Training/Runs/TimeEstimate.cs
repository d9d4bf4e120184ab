namespace ILComicGAN.Training.Runs;

/// <summary>
/// Estimates how long a run will still take. Each phase has its own pace, since an adversarial step takes several times as
/// long as one of the start phase; the sheets and checkpoints still to come are added.
/// </summary>
/// <param name="startSteps">Steps of the start phase.</param>
/// <param name="totalSteps">Steps in all.</param>
/// <param name="sheetEvery">Steps between sheets; 0 for none.</param>
/// <param name="saveEvery">Steps between checkpoints.</param>
internal sealed class TimeEstimate(int startSteps, int totalSteps, int sheetEvery, int saveEvery)
{
    private readonly Pace _start = new();
    private readonly Pace _adversarial = new();
    private readonly Pace _sheet = new(all: true);
    private readonly Pace _checkpoint = new(all: true);

    /// <summary>Whether the pace of the adversarial phase is known.</summary>
    public bool KnowsAdversarial => _adversarial.Seconds is not null;

    /// <summary>Adds the duration of a step, without what was written after it.</summary>
    /// <param name="done">Steps done before it.</param>
    /// <param name="seconds">Seconds.</param>
    public void AddStep(int done, double seconds) => (done < startSteps ? _start : _adversarial).Add(seconds);

    /// <summary>Adds the duration of a picture sheet.</summary>
    public void AddSheet(double seconds) => _sheet.Add(seconds);

    /// <summary>Adds the duration of a checkpoint, with all that is written beside it.</summary>
    public void AddCheckpoint(double seconds) => _checkpoint.Add(seconds);

    /// <summary>Seconds to the end after <paramref name="done"/> steps; null while the pace of a phase that is to come is unknown.</summary>
    public double? Left(int done)
    {
        int start = Math.Max(0, startSteps - done);
        int adversarial = totalSteps - done - start;
        if ((start > 0 && _start.Seconds is null) || (adversarial > 0 && _adversarial.Seconds is null))
        {
            return null;
        }

        int sheets = sheetEvery == 0 ? 0 : (totalSteps / sheetEvery) - (done / sheetEvery);
        // The last step always has one.
        int checkpoints = ((totalSteps + saveEvery - 1) / saveEvery) - (done / saveEvery);
        return Part(start, _start) + Part(adversarial, _adversarial) + Part(sheets, _sheet) + Part(checkpoints, _checkpoint);
    }

    private static double Part(int count, Pace pace) => count * (pace.Seconds ?? 0);

    /// <summary>
    /// The mean of the middle half of the last measurements: neither the first steps, which compile, nor a minute in
    /// which the machine was busy count. For what varies by itself, such as checkpoints with and without curves, the mean of all.
    /// </summary>
    private sealed class Pace(bool all = false)
    {
        private const int Window = 100;

        private readonly Queue<double> _last = new();

        public double? Seconds
        {
            get
            {
                if (_last.Count == 0)
                {
                    return null;
                }

                double[] sorted = [.. _last.Order()];
                int aside = all ? 0 : sorted.Length / 4;
                return sorted[aside..^aside].Average();
            }
        }

        public void Add(double seconds)
        {
            _last.Enqueue(seconds);
            if (_last.Count > Window)
            {
                _last.Dequeue();
            }
        }
    }
}
