using System.Buffers.Binary;
using System.Globalization;
using Google.Protobuf;

namespace ILComicGAN.Training.Runs.TensorBoard;

/// <summary>
/// A TensorBoard event file that is being written: records of a length, its checksum, an <see cref="Event"/> and its
/// checksum (TFRecord). Every event reaches the operating system at once, so that a killed run loses none.
/// </summary>
internal sealed class EventFile : IDisposable
{
    private const string Prefix = "events.out.tfevents.";
    private const int HeaderLength = sizeof(ulong) + sizeof(uint);

    private readonly Stream _stream;
    private readonly TimeProvider _clock;

    private EventFile(Stream stream, TimeProvider clock) => (_stream, _clock) = (stream, clock);

    /// <summary>Begins a new file in <paramref name="folder"/>, which is made where it is missing.</summary>
    /// <param name="folder">The log directory.</param>
    /// <param name="firstStep">
    /// The first step in this file: what earlier files in the folder have about it and later steps is void. Null if there was nothing before.
    /// </param>
    /// <param name="clock">Tells the time of each event.</param>
    public static EventFile Create(string folder, int? firstStep, TimeProvider clock)
    {
        Directory.CreateDirectory(folder);
        return Begin(new FileStream(Path.Combine(folder, NewName(folder, clock)), FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0), firstStep, clock);
    }

    /// <summary>Begins a file whose bytes go to <paramref name="stream"/>, which this disposes of.</summary>
    internal static EventFile Begin(Stream stream, int? firstStep, TimeProvider clock)
    {
        EventFile file = new(stream, clock);
        try
        {
            file.Write(new Event { FileVersion = "brain.Event:2", SourceMetadata = new SourceMetadata { Writer = "ilcomicgan" } });
            if (firstStep is { } step)
            {
                file.AddRestart(step);
            }

            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Records that the run went back: what was written so far about <paramref name="firstStep"/> and later steps is void.</summary>
    public void AddRestart(int firstStep) =>
        Write(new Event { Step = firstStep, SessionLog = new SessionLog { Status = SessionLog.Types.SessionStatus.Start } });

    /// <summary>Writes numbers of one step in one event.</summary>
    public void AddScalars(int step, IEnumerable<(string Tag, float Value)> scalars)
    {
        Summary summary = new();
        summary.Value.AddRange(scalars.Select(scalar => new Summary.Types.Value { Tag = scalar.Tag, SimpleValue = scalar.Value }));
        Write(new Event { Step = step, Summary = summary });
    }

    /// <summary>Writes a picture, encoded as PNG or JPEG.</summary>
    public void AddImage(int step, string tag, int width, int height, ReadOnlyMemory<byte> encoded)
    {
        const int Rgb = 3;
        Summary.Types.Image image = new()
        {
            Width = width,
            Height = height,
            Colorspace = Rgb,
            EncodedImageString = UnsafeByteOperations.UnsafeWrap(encoded),
        };
        Write(new Event { Step = step, Summary = new Summary { Value = { new Summary.Types.Value { Tag = tag, Image = image } } } });
    }

    /// <summary>Writes text, which TensorBoard shows as Markdown.</summary>
    public void AddText(int step, string tag, string markdown)
    {
        Summary.Types.Value value = new()
        {
            Tag = tag,
            Metadata = new SummaryMetadata { PluginData = new SummaryMetadata.Types.PluginData { PluginName = "text" } },
            Tensor = new TensorProto
            {
                Dtype = DataType.DtString,
                TensorShape = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dim { Size = 1 } } },
                StringVal = { ByteString.CopyFromUtf8(markdown) },
            },
        };
        Write(new Event { Step = step, Summary = new Summary { Value = { value } } });
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _stream.Dispose();

    /// <summary>
    /// Readers take files by name, so a new one must come last even if it begins in the same second as the one before
    /// or the clock was set back. Where TensorBoard's own writer names the machine, this names the program: run folders
    /// are passed on.
    /// </summary>
    private static string NewName(string folder, TimeProvider clock)
    {
        long seconds = clock.GetUtcNow().ToUnixTimeSeconds();
        foreach (string file in Directory.EnumerateFiles(folder, Prefix + "*"))
        {
            string digits = Path.GetFileName(file)[Prefix.Length..].Split('.')[0];
            if (long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long other) && other < 9_999_999_999)
            {
                seconds = Math.Max(seconds, other + 1);
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{Prefix}{seconds:D10}.ilcomicgan.{Environment.ProcessId}.0");
    }

    private void Write(Event entry)
    {
        entry.WallTime = (_clock.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;
        int length = entry.CalculateSize();
        byte[] record = new byte[HeaderLength + length + sizeof(uint)];
        BinaryPrimitives.WriteUInt64LittleEndian(record, (ulong)length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(sizeof(ulong)), MaskedCrc32C.Compute(record.AsSpan(0, sizeof(ulong))));
        entry.WriteTo(record.AsSpan(HeaderLength, length));
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(HeaderLength + length), MaskedCrc32C.Compute(record.AsSpan(HeaderLength, length)));
        long end = _stream.Position;
        try
        {
            _stream.Write(record);
        }
        catch (IOException)
        {
            // Half a record would hide all later ones from every reader.
            _stream.SetLength(end);
            _stream.Position = end;
            throw;
        }
    }
}
