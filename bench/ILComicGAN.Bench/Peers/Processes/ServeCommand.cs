using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using ILComicGAN.Bench.Machine;

namespace ILComicGAN.Bench.Peers.Processes;

/// <summary>The other end of <see cref="PeerProcess"/> for ours and for ONNX Runtime: answers requests line by line.</summary>
internal static class ServeCommand
{
    public const string Ours = "ours";

    public static Command Create()
    {
        Argument<string> name = new("who");
        Option<int> threads = BenchOptions.Threads();
        Command command = new("serve", "Computes what it is asked for on standard input.") { name, threads };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            Console.WriteLine(JsonSerializer.Serialize(new { idle = ProcessMemory.Resident }));
            int count = parsed.GetValue(threads);
            Serve(request => parsed.GetValue(name) == Ours ? OwnWork.Create(request, count) : new OnnxWork(request, count));
            return 0;
        });
        return command;
    }

    private static void Serve(Func<PeerRequest, IPeerWork> create)
    {
        IPeerWork? work = null;
        while (Console.ReadLine() is { } line)
        {
            PeerRequest request = JsonSerializer.Deserialize<PeerRequest>(line, JsonSerializerOptions.Web)!;
            work ??= create(request);
            double value = request.Iterations == 0 ? work.Value() : 0;
            Stopwatch clock = Stopwatch.StartNew();
            for (int i = 0; i < request.Iterations; i++)
            {
                work.Run();
            }

            PeerAnswer answer = new(clock.Elapsed.TotalSeconds / Math.Max(1, request.Iterations), ProcessMemory.Peak, value);
            Console.WriteLine(JsonSerializer.Serialize(answer, JsonSerializerOptions.Web));
        }

        work?.Dispose();
    }
}
