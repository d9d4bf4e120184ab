using System.Diagnostics;
using System.Text.Json;

namespace ILComicGAN.Bench.Peers.Processes;

/// <summary>A process that computes one case when it is asked to.</summary>
internal sealed class PeerProcess : IDisposable
{
    // The threads of the one before go to sleep before the next is measured.
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    private readonly Process _process;
    private readonly long _idle;

    private PeerProcess(string name, Process process)
    {
        (Name, _process) = (name, process);
        _idle = Read<JsonElement>().GetProperty("idle").GetInt64();
    }

    /// <summary>Whose it is.</summary>
    public string Name { get; }

    /// <summary>The most memory it has had, over what it had before its first work, in bytes.</summary>
    public long PeakOverIdle { get; private set; }

    /// <summary>Starts ours, or a peer's.</summary>
    /// <exception cref="BenchException">It cannot be started.</exception>
    public static PeerProcess Start(string name, int threads)
    {
        string program = name == PeerCases.PyTorch ? TorchPython : "dotnet";
        string[] arguments = name == PeerCases.PyTorch
            ? [Repository.File("bench/peers/torch_peer.py"), "--threads", $"{threads}"]
            : [typeof(PeerProcess).Assembly.Location, "serve", name, "--threads", $"{threads}"];
        Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        return new PeerProcess(name, process);
    }

    /// <summary>Debian's Python, whose PyTorch is the peer.</summary>
    public static string TorchPython => "/usr/bin/python3";

    /// <summary>Computes a case and remembers the peak.</summary>
    public PeerAnswer Ask(PeerCase item, string file, int iterations)
    {
        Thread.Sleep(s_pause);
        PeerRequest request = new(item.Operation.ToString().ToLowerInvariant(), item.Form, item.Sizes, file, iterations);
        _process.StandardInput.WriteLine(JsonSerializer.Serialize(request, JsonSerializerOptions.Web));
        PeerAnswer answer = Read<PeerAnswer>();
        PeakOverIdle = answer.Peak - _idle;
        return answer;
    }

    public void Dispose()
    {
        // A process that has nothing more to read ends; one that failed has ended already.
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private T Read<T>() =>
        JsonSerializer.Deserialize<T>(
            _process.StandardOutput.ReadLine() ?? throw new BenchException($"The process of {Name} ended; its own message is above."),
            JsonSerializerOptions.Web)!;
}
