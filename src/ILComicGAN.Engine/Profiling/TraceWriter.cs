using System.Diagnostics;
using System.Text.Json;
using ILComicGAN.Engine.Contract;

namespace ILComicGAN.Engine.Profiling;

/// <summary>
/// Writes events in Chrome's trace format, which Perfetto opens: operations as the host issues them, kernels as a GPU runs
/// them, and memory over time. The file appears when it is complete.
/// </summary>
public sealed class TraceWriter : IDisposable
{
    private const int HostTrack = 1, DeviceTrack = 2;

    private readonly string _path;
    private readonly string _temporary;
    private readonly Utf8JsonWriter _json;
    private readonly FileStream _file;
    private readonly Lock _lock = new();
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _memory = -1;
    private bool _disposed;

    /// <summary>Begins a trace; a file of this name is replaced at the end.</summary>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    public TraceWriter(string path)
    {
        _path = Path.GetFullPath(path);
        _temporary = $"{_path}.{Environment.ProcessId}.partial";
        _file = new FileStream(_temporary, FileMode.Create, FileAccess.Write);
        _json = new Utf8JsonWriter(_file);
        _json.WriteStartObject();
        _json.WriteString("displayTimeUnit", "ms");
        _json.WriteStartArray("traceEvents");
        Name(HostTrack, "operations (host)");
        Name(DeviceTrack, "kernels (device)");
    }

    /// <summary>Microseconds since the beginning.</summary>
    internal double Now => Stopwatch.GetElapsedTime(_start).TotalMicroseconds;

    /// <summary>Completes the file.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            _json.WriteEndArray();
            _json.WriteEndObject();
            _json.Flush();
            _file.Flush(flushToDisk: true);
            _json.Dispose();
            _file.Dispose();
            File.Move(_temporary, _path, overwrite: true);
        }
    }

    internal void Operation(string name, string shape, double start, double flops, double bytes) =>
        Event(HostTrack, name, start, Now - start, null, shape, flops, bytes, ProfileScope.Layer, ProfileScope.Phase);

    internal void Kernel(string name, double start, double duration, KernelContext context) =>
        Event(DeviceTrack, name, start, duration, context.Operation, context.Shape, context.Flops, context.Bytes, context.Layer, context.Phase);

    internal void Memory(long bytes)
    {
        lock (_lock)
        {
            if (bytes == _memory)
            {
                return;
            }

            _memory = bytes;
            _json.WriteStartObject();
            _json.WriteString("name", "memory");
            _json.WriteString("ph", "C");
            _json.WriteNumber("pid", 1);
            _json.WriteNumber("ts", Now);
            _json.WriteStartObject("args");
            _json.WriteNumber("bytes in use", bytes);
            _json.WriteEndObject();
            _json.WriteEndObject();
        }
    }

    private void Event(
        int track,
        string name,
        double start,
        double duration,
        string? operation,
        string shape,
        double flops,
        double bytes,
        string? layer,
        string phase)
    {
        lock (_lock)
        {
            _json.WriteStartObject();
            _json.WriteString("name", name);
            _json.WriteString("cat", phase);
            _json.WriteString("ph", "X");
            _json.WriteNumber("pid", 1);
            _json.WriteNumber("tid", track);
            _json.WriteNumber("ts", start);
            _json.WriteNumber("dur", duration);
            _json.WriteStartObject("args");
            if (operation is not null)
            {
                _json.WriteString("operation", operation);
            }

            _json.WriteString("shape", shape);
            _json.WriteString("layer", layer ?? "");
            _json.WriteString("phase", phase);
            _json.WriteNumber("bytes", bytes);
            _json.WriteNumber("flops", flops);
            if (duration > 0)
            {
                _json.WriteNumber("GFLOP/s", flops / duration / 1e3);
                _json.WriteNumber("GB/s", bytes / duration / 1e3);
            }

            _json.WriteEndObject();
            _json.WriteEndObject();
            if (_json.BytesPending > 1 << 20)
            {
                _json.Flush();
            }
        }
    }

    private void Name(int track, string name)
    {
        _json.WriteStartObject();
        _json.WriteString("name", "thread_name");
        _json.WriteString("ph", "M");
        _json.WriteNumber("pid", 1);
        _json.WriteNumber("tid", track);
        _json.WriteStartObject("args");
        _json.WriteString("name", name);
        _json.WriteEndObject();
        _json.WriteEndObject();
    }
}
