using System.Text.Json;

namespace ILComicGAN.Training.Runs;

/// <summary>
/// Follows a file with one JSON value per line while another process writes it: each call reads only what was added since.
/// A line that a crash cut off is skipped, and a line that is still being written is read when it is complete.
/// </summary>
/// <typeparam name="T">What a line is.</typeparam>
/// <param name="path">The file, which need not exist yet.</param>
/// <param name="options">How lines are read.</param>
internal sealed class JsonLinesReader<T>(string path, JsonSerializerOptions options)
    where T : class
{
    private const int MaxChunk = 64 << 20;

    private readonly List<T> _items = [];
    private long _offset;

    /// <summary>The lines so far.</summary>
    public IReadOnlyList<T> Items => _items;

    /// <summary>Lines that cannot be read.</summary>
    public int BrokenLines { get; private set; }

    /// <summary>Changes when lines that were read are gone: the file was shortened.</summary>
    public int Generation { get; private set; }

    /// <summary>Reads what was added.</summary>
    public void Refresh()
    {
        if (!File.Exists(path))
        {
            Restart();
            return;
        }

        // A file without a length may be a pipe, and opening a pipe can block forever.
        if (new FileInfo(path).Length == 0)
        {
            Restart();
            return;
        }

        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (stream.Length < _offset)
        {
            Restart();
        }

        byte[] buffer = new byte[Math.Min(stream.Length - _offset, MaxChunk)];
        while (_offset < stream.Length)
        {
            stream.Position = _offset;
            int count = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            int taken = Take(buffer.AsSpan(0, count));
            if (taken == 0 && count == MaxChunk)
            {
                // No line of ours is that long.
                BrokenLines++;
                taken = count;
            }

            _offset += taken;
            if (taken == 0)
            {
                break;
            }
        }
    }

    /// <summary>Reads complete lines, and returns their length in bytes.</summary>
    private int Take(ReadOnlySpan<byte> added)
    {
        int taken = 0;
        for (int end = added.IndexOf((byte)'\n'); end >= 0; end = added[taken..].IndexOf((byte)'\n'))
        {
            ReadOnlySpan<byte> line = added.Slice(taken, end).Trim(" \t\r"u8);
            taken += end + 1;
            if (line.IsEmpty)
            {
                continue;
            }

            try
            {
                _items.Add(JsonSerializer.Deserialize<T>(line, options) ?? throw new JsonException());
            }
            catch (JsonException)
            {
                // Cut off by a crash, or not written by this program.
                BrokenLines++;
            }
        }

        return taken;
    }

    private void Restart()
    {
        if (_offset > 0)
        {
            _items.Clear();
            BrokenLines = 0;
            _offset = 0;
            Generation++;
        }
    }
}
