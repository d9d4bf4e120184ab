using System.Diagnostics;
using System.Text.Json;

namespace ILComicGAN.Benchmarks;

/// <summary>A process that is asked for one run at a time and answers with its seconds.</summary>
internal sealed class Peer : IDisposable
{
    private readonly Process _process;

    private Peer(Process process) => _process = process;

    /// <summary>The most memory that the process has had, in bytes.</summary>
    public long Peak { get; private set; }

    public static Peer Start(string program, IEnumerable<string> arguments) =>
        new(Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!);

    /// <summary>Runs one case once.</summary>
    public double Ask(string op, int height, int width)
    {
        _process.StandardInput.WriteLine(JsonSerializer.Serialize(new { op, height, width, batch = 1 }));
        string answer = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("the peer ended; see its message above");
        using JsonDocument json = JsonDocument.Parse(answer);
        Peak = json.RootElement.GetProperty("peak").GetInt64();
        return json.RootElement.GetProperty("seconds").GetDouble();
    }

    public void Dispose()
    {
        _process.StandardInput.WriteLine("""{"op":"quit"}""");
        _process.WaitForExit();
        _process.Dispose();
    }
}
