using ILComicGAN.Datasets.Measures;
using ILComicGAN.Imaging;

namespace ILComicGAN.Datasets.Films;

/// <summary>
/// Splits a stream of frames into scenes, scenes into moments, and takes the sharpest good frame of each moment. Holds a
/// second of frames and one candidate, however long the film is.
/// </summary>
/// <param name="rate">Frames per second.</param>
/// <param name="every">The longest moment.</param>
/// <param name="largestBlur">Frames above this <see cref="BlurMeasure"/> are blurred.</param>
/// <param name="emit">Gets the moments in order.</param>
internal sealed class SceneSplitter(int rate, TimeSpan every, double largestBlur, Action<Moment> emit)
{
    /// <summary>A cut changes the picture by this much at least, and this many times as much as its neighbors do.</summary>
    private const double SmallestCut = 10;
    private const double CutRatio = 3;

    /// <summary>Neighbors on each side that a cut is compared with.</summary>
    private const int Neighbors = 2;

    private readonly int _reach = Math.Max(1, rate / 2);
    private readonly List<Looked> _window = [];
    private int _next;
    private int _scene = -1;
    private TimeSpan _begin;
    private int _momentsInScene;
    private (TimeSpan Time, Picture Frame, double Blur)? _best;
    private Dictionary<Verdict, int> _reasons = [];
    private TimeSpan _last;

    /// <summary>Scenes begun so far.</summary>
    public int Scenes => _scene + 1;

    /// <summary>The next frame.</summary>
    public void Add(TimeSpan time, Picture frame)
    {
        Thumbnail thumbnail = Thumbnail.Of(frame);
        double change = _window.Count == 0 ? 0 : thumbnail.DistanceTo(_window[^1].Thumbnail);
        _window.Add(new Looked(time, frame, thumbnail, change));
        // A frame is judged once everything within reach of it has been decided to be a cut or not.
        if (_window.Count - 1 - _next >= _reach + Neighbors)
        {
            Judge(_next++);
        }

        while (_next > _reach + Neighbors)
        {
            _window.RemoveAt(0);
            _next--;
        }
    }

    /// <summary>The film has ended.</summary>
    public void Finish()
    {
        while (_next < _window.Count)
        {
            Judge(_next++);
        }

        CloseMoment(endOfScene: true);
    }

    private void Judge(int index)
    {
        Looked looked = _window[index];
        if (_scene < 0 || IsCut(index))
        {
            CloseMoment(endOfScene: true);
            _scene++;
            _momentsInScene = 0;
            _begin = looked.Time;
        }
        else if (looked.Time - _begin >= every)
        {
            CloseMoment(endOfScene: false);
            _begin = looked.Time;
        }

        _last = looked.Time;
        byte[] gray = Luma.Of(looked.Frame);
        LumaSpread spread = LumaSpread.Of(gray);
        double blur = 0;
        Verdict verdict = spread.IsBlack ? Verdict.Black
            : spread.IsUniform ? Verdict.Uniform
            : IsFade(index) ? Verdict.Fade
            : (blur = BlurMeasure.Of(gray, looked.Frame.Width, looked.Frame.Height)) > largestBlur ? Verdict.Blurred
            : Verdict.Kept;
        _reasons[verdict] = _reasons.GetValueOrDefault(verdict) + 1;
        if (verdict == Verdict.Kept && (_best is null || blur < _best.Value.Blur))
        {
            _best = (looked.Time, looked.Frame, blur);
        }
    }

    private void CloseMoment(bool endOfScene)
    {
        // The rest of a scene that has given its moments already is no moment of its own if it is short.
        bool rest = endOfScene && _momentsInScene > 0 && _last - _begin < every / 3;
        if (_reasons.Count > 0 && !rest)
        {
            Verdict reason = _best is null ? _reasons.MaxBy(pair => pair.Value).Key : Verdict.Kept;
            emit(new Moment(_best?.Time ?? _begin, _scene, _best?.Frame, reason));
            _momentsInScene++;
        }

        _best = null;
        _reasons = [];
    }

    private bool IsCut(int index)
    {
        double change = _window[index].Change;
        if (index == 0 || change < SmallestCut)
        {
            return false;
        }

        (double sum, int count) = (0, 0);
        for (int i = Math.Max(1, index - Neighbors); i <= Math.Min(index + Neighbors, _window.Count - 1); i++)
        {
            if (i != index)
            {
                sum += _window[i].Change;
                count++;
            }
        }

        return count == 0 || change >= CutRatio * sum / count;
    }

    /// <summary>Whether the frame lies between those half a second before and after, or as far as its scene goes.</summary>
    private bool IsFade(int index)
    {
        int before = index, after = index;
        while (before > 0 && index - before < _reach && !IsCut(before))
        {
            before--;
        }

        while (after + 1 < _window.Count && after - index < _reach && !IsCut(after + 1))
        {
            after++;
        }

        return _window[index].Thumbnail.IsBlendOf(_window[before].Thumbnail, _window[after].Thumbnail);
    }

    private sealed record Looked(TimeSpan Time, Picture Frame, Thumbnail Thumbnail, double Change);
}
