using System.Globalization;
using FFMpegCore;
using FFMpegCore.Enums;
using FFMpegCore.Exceptions;
using FFMpegCore.Pipes;
using ILComicGAN.Files;
using ILComicGAN.Imaging;

namespace ILComicGAN.Datasets.Films;

/// <summary>A film, read by ffmpeg in a process of its own; frames come one by one, so that memory does not grow with the film.</summary>
internal sealed class Film
{
    private const string Install = "install it (Debian: apt-get install ffmpeg) and see that it is on the PATH";

    /// <summary>How long ffmpeg gets to end by itself.</summary>
    private static readonly TimeSpan s_stopTime = TimeSpan.FromMilliseconds(200);

    private readonly bool _untaggedHd;

    private Film(string path, TimeSpan duration, VideoStream video)
    {
        (Path, Duration) = (path, duration);
        bool turned = Math.Abs(video.Rotation) % 180 == 90;
        (Width, Height) = turned ? (video.Height!.Value, video.Width!.Value) : (video.Width!.Value, video.Height!.Value);
        IsHighDynamicRange = video.ColorTransfer is "smpte2084" or "arib-std-b67";
        _untaggedHd = video.ColorSpace is null or "" or "unknown" && Height >= 720;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Its length.</summary>
    public TimeSpan Duration { get; }

    /// <summary>Columns as stored, upright.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Whether its colors are meant for another kind of screen and come out pale.</summary>
    public bool IsHighDynamicRange { get; }

    /// <summary>The first complaint of ffmpeg about the film, if there was one.</summary>
    public string? Damage { get; private set; }

    /// <summary>Looks at a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="DataSetException">It is missing, not a film, or there is no ffmpeg.</exception>
    public static Film Open(string path, CancellationToken cancellation)
    {
        switch (InputFile.KindOf(path))
        {
            case FileKind.Missing:
                throw new DataSetException($"The film '{path}' {InputFile.MissingBecause(path)}.");
            case FileKind.Folder:
                throw new DataSetException($"The film '{path}' is a folder; name the films in it.");
            case FileKind.Special:
                throw new DataSetException($"The film '{path}' is a pipe or a device, not a file; save it as a file first.");
        }

        // ffmpeg is given one string of arguments, in which these would end the name.
        string full = System.IO.Path.GetFullPath(path);
        if (full.Contains('"', StringComparison.Ordinal) || full.EndsWith('\\'))
        {
            throw new DataSetException($"The film '{path}' has a name that ffmpeg cannot be given; rename it, without '\"' and '\\'.");
        }

        try
        {
            IMediaAnalysis analysis = FFProbe.Analyse(full);
            VideoStream? video = analysis.VideoStreams.FirstOrDefault(stream =>
                !(stream.Disposition?.TryGetValue("attached_pic", out bool cover) ?? false) || !cover);
            if (video is not { Width: > 0, Height: > 0 })
            {
                throw new DataSetException($"The file '{path}' has no moving picture in it; name a film.");
            }

            string format = analysis.Format.FormatName ?? "";
            if (ImageFolder.IsPicture(path) || format.EndsWith("_pipe", StringComparison.Ordinal) || format == "image2")
            {
                throw new DataSetException($"The file '{path}' is a picture and not a film; 'data tiles' cuts pictures.");
            }

            // Browsers' recordings, those that a crash ended, and raw streams do not say how long they are; AVI may say it wrongly.
            TimeSpan duration = analysis.Duration > TimeSpan.Zero && format != "avi" ? analysis.Duration : Measure(full, cancellation);
            return duration > TimeSpan.Zero
                ? new Film(full, duration, video)
                : throw new DataSetException($"The film '{path}' has no frame that can be read; name another one.");
        }
        catch (FFProbeProcessException e)
        {
            throw new DataSetException($"The file '{path}' is not a film that ffmpeg can read ({Reason(e.Message)}); name another one.", e);
        }
        catch (Exception e) when (e is FFMpegException or FFProbeException or System.ComponentModel.Win32Exception)
        {
            throw new DataSetException($"Films are read by ffmpeg and ffprobe, which are not on this machine; {Install}.", e);
        }
    }

    /// <summary>One frame as it is stored, with its bars.</summary>
    /// <param name="time">When.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>Null where the film has none at that time.</returns>
    public Picture? FrameAt(TimeSpan time, CancellationToken cancellation)
    {
        Picture? frame = null;
        Run(time, null, Colors(), "-frames:v 1", stream => frame = PpmStream.Read(stream), cancellation);
        return frame;
    }

    /// <summary>Hands over frames at a constant rate.</summary>
    /// <param name="area">What to cut out, in stored pixels.</param>
    /// <param name="shortSide">Frames are reduced to this short side, never enlarged.</param>
    /// <param name="rate">Frames per second.</param>
    /// <param name="from">First time.</param>
    /// <param name="to">Last time; null for the end.</param>
    /// <param name="take">Gets each frame and its time.</param>
    /// <param name="cancellation">Stops the work.</param>
    public void Read(Area area, int shortSide, int rate, TimeSpan from, TimeSpan? to, Action<TimeSpan, Picture> take, CancellationToken cancellation)
    {
        // Pixels of films need not be square: sizes are those on the screen.
        string shorter = "min(iw*sar,ih)";
        string scale = string.Create(CultureInfo.InvariantCulture, $"min({shortSide},{shorter})/{shorter}");
        string filters = string.Create(
            CultureInfo.InvariantCulture,
            $"bwdif=mode=send_frame:deint=interlaced,fps={rate},crop={area.Width}:{area.Height}:{area.Left}:{area.Top},"
            + $"scale=w='round(iw*sar*{scale})':h='round(ih*{scale})':flags=area{(_untaggedHd ? ":in_color_matrix=bt709" : "")},setsar=1");
        long count = 0;
        Run(
            from,
            to,
            filters,
            "",
            stream =>
            {
                while (PpmStream.Read(stream) is { } frame)
                {
                    cancellation.ThrowIfCancellationRequested();
                    take(from + (TimeSpan.FromSeconds(1) * count++ / rate), frame);
                }
            },
            cancellation);
    }

    /// <summary>Goes through the packets, without decoding them, to find the time of the last one.</summary>
    private static TimeSpan Measure(string path, CancellationToken cancellation)
    {
        TimeSpan last = TimeSpan.Zero;
        FFMpegArguments
            .FromFileInput(path, verifyExists: true, input => input.WithCustomArgument("-protocol_whitelist file -fflags +genpts"))
            .OutputToFile("-", overwrite: true, output => output.WithCustomArgument("-map 0:V:0 -c copy -nostats -progress pipe:2 -f null"))
            .WithLogLevel(FFMpegLogLevel.Quiet)
            .NotifyOnStandardError(line =>
            {
                const string Time = "out_time=";
                if (line.StartsWith(Time, StringComparison.Ordinal) && TimeSpan.TryParse(line.AsSpan(Time.Length), CultureInfo.InvariantCulture, out TimeSpan time))
                {
                    last = time > last ? time : last;
                }
            })
            .CancellableThrough(cancellation, s_stopTime)
            .ProcessSynchronously(throwOnError: false, cancellationToken: CancellationToken.None);
        cancellation.ThrowIfCancellationRequested();
        return last;
    }

    private string Colors() => _untaggedHd ? "scale=in_color_matrix=bt709" : "null";

    private void Run(TimeSpan from, TimeSpan? to, string filters, string more, Action<Stream> consume, CancellationToken cancellation)
    {
        Exception? failure = null;
        string? complaint = null;
        StreamPipeSink sink = new((stream, _) =>
        {
            try
            {
                using BufferedStream buffered = new(stream, 1 << 18);
                consume(buffered);
            }
            catch (Exception e)
            {
                // Told to the caller below: here it would be lost with the pipe. The closed pipe ends ffmpeg.
                failure = e;
            }

            return Task.CompletedTask;
        });
        FFMpegResult result = FFMpegArguments
            .FromFileInput(Path, input =>
            {
                // A playlist must not fetch anything from elsewhere.
                input.WithCustomArgument("-protocol_whitelist file");
                if (from > TimeSpan.Zero)
                {
                    input.WithStartTime(from);
                }

                if (to is { } end)
                {
                    input.WithDuration(end - from);
                }
            })
            .OutputToPipe(sink, output => output.WithCustomArgument($"-map 0:V:0 -an -sn -vf \"{filters}\" {more} -f image2pipe -c:v ppm -pix_fmt rgb24"))
            .WithLogLevel(FFMpegLogLevel.Error)
            .NotifyOnStandardError(line => complaint ??= IsComplaint(line) ? line : null)
            .CancellableThrough(cancellation, s_stopTime)
            .ProcessSynchronously(throwOnError: false, cancellationToken: CancellationToken.None);
        cancellation.ThrowIfCancellationRequested();
        if (failure is not null and not (InvalidDataException or EndOfStreamException))
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }

        if (failure is not null || (!result.Success && !more.Contains("-frames", StringComparison.Ordinal)))
        {
            throw new DataSetException($"The film '{Path}' cannot be read to its end ({Reason(complaint ?? failure?.Message ?? "ffmpeg failed")}); check the file.", failure!);
        }

        Damage ??= complaint;
    }

    /// <summary>ffmpeg prints its version and how it was built before what it has to say.</summary>
    private static bool IsComplaint(string line) =>
        line.Length > 0 && !line.StartsWith(' ') && !line.StartsWith("ffmpeg version", StringComparison.Ordinal);

    private static string Reason(string message)
    {
        string line = message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[^1];
        return line[(line.LastIndexOf(": ", StringComparison.Ordinal) is var colon and >= 0 ? colon + 2 : 0)..].TrimEnd('.', ')');
    }
}
