using System.Text.Json;

namespace ILComicGAN.Training.Runs;

/// <summary>
/// Follows a file of one JSON value per line that another writes: each call takes in only what was added since. A line
/// that a crash cut off is left out, and one that is still being written waits for its end.
/// </summary>
/// <typeparam name="T">What a line is.</typeparam>
/// <param name="path">The file, which need not exist yet.</param>
/// <param name="options">How lines are read.</param>
internal sealed class JsonLinesReader<T>(string path, JsonSerializerOptions options)
    where T : class
{
    private readonly List<T> _items = [];
    private long _offset;

    /// <summary>The lines so far.</summary>
    public IReadOnlyList<T> Items => _items;

    /// <summary>Changes when lines that were read are gone: the file was shortened.</summary>
    public int Generation { get; private set; }

    /// <summary>Takes in what was added.</summary>
    public void Refresh()
    {
        if (!File.Exists(path))
        {
            Restart();
            return;
        }

        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (stream.Length < _offset)
        {
            Restart();
        }

        stream.Position = _offset;
        byte[] added = new byte[stream.Length - _offset];
        int count = stream.ReadAtLeast(added, added.Length, throwOnEndOfStream: false);
        Span<byte> rest = added.AsSpan(0, count);
        for (int end = rest.IndexOf((byte)'\n'); end >= 0; end = rest.IndexOf((byte)'\n'))
        {
            try
            {
                if (JsonSerializer.Deserialize<T>(rest[..end], options) is { } item)
                {
                    _items.Add(item);
                }
            }
            catch (JsonException)
            {
                // Cut off by a crash: it says nothing.
            }

            rest = rest[(end + 1)..];
            _offset += end + 1;
        }
    }

    private void Restart()
    {
        if (_offset > 0)
        {
            _items.Clear();
            _offset = 0;
            Generation++;
        }
    }
}
